/** Child of denseOnWebgpu.test.ts: asks WebGPU for a graph with a node that it has no kernel for, and prints the answer. */
import { createSession } from '../../native-worker/onnx/devices.ts';
import { GraphBuilder } from '../../native-worker/onnx/graphBuilder.ts';

const graph = new GraphBuilder('no kernel');
const places = graph.node('NonZero', [graph.input('x', 'float32', [4])]);
graph.output('y', 'int64', null, places);
const answer = await createSession(graph.toBytes(), 'webgpu', { forbidCpuFallback: true }).then(
  () => 'opened',
  (error: unknown) => String(error),
);
process.stdout.write(JSON.stringify(answer));
