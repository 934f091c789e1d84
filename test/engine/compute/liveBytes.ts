/** What a graph needs at once besides its inputs and outputs, measured: every tensor made and its size, freed after the last node that reads it. */
import { fromBinary, toBinary } from '@bufbuild/protobuf';
import { ModelProtoSchema } from '../../../native-worker/onnx/proto/onnx_pb.gen.ts';
import { ort } from '../../../native-worker/onnx/ort.ts';
import { valueInfo } from '../../../native-worker/onnx/valueInfo.ts';

/** @param feeds values for all inputs of the model */
export async function liveBytes(model: Uint8Array, feeds: Record<string, ort.Tensor>): Promise<number> {
  const parsed = fromBinary(ModelProtoSchema, model);
  const { graph } = parsed;
  if (!graph) throw new Error('The model has no graph.');
  const kept = new Set(graph.output.map(({ name }) => name));
  const made = graph.node.flatMap(({ output }) => output).filter((name) => !kept.has(name));
  // No type: onnxruntime infers it.
  graph.output.push(...made.map((name) => ({ ...valueInfo(name, 'float32'), name })));
  for (const output of graph.output) if (made.includes(output.name)) delete output.type;
  const session = await ort.InferenceSession.create(toBinary(ModelProtoSchema, parsed), {
    graphOptimizationLevel: 'disabled',
    logSeverityLevel: 4,
  });
  const values = await session.run(feeds);
  const bytes = (name: string): number => {
    const value = values[name];
    if (!value) throw new Error(`There is no tensor '${name}'.`);
    return (value.type === 'int64' ? 8 : 4) * value.dims.reduce((product, size) => product * size, 1);
  };
  const lastReader = new Map<string, number>();
  graph.node.forEach(({ input }, i) => {
    for (const name of input) lastReader.set(name, i);
  });
  let [live, most] = [0, 0];
  graph.node.forEach(({ output, input }, i) => {
    for (const name of output) if (!kept.has(name)) live += bytes(name);
    most = Math.max(most, live);
    for (const name of new Set([...input, ...output])) {
      if (made.includes(name) && (lastReader.get(name) ?? i) === i) live -= bytes(name);
    }
  });
  await session.release();
  return most;
}
