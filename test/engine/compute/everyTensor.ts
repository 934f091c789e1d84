/** Runs a graph with every tensor that it makes handed out, for tests that count them. */
import { fromBinary, toBinary } from '@bufbuild/protobuf';
import { ModelProtoSchema, type NodeProto } from '../../../native-worker/onnx/proto/onnx_pb.gen.ts';
import { ort } from '../../../native-worker/onnx/ort.ts';
import { valueInfo } from '../../../native-worker/onnx/valueInfo.ts';

export interface EveryTensor {
  nodes: readonly NodeProto[];
  /** Outputs of the graph itself, which stay. */
  outputs: ReadonlySet<string>;
  /** Names of what only nodes read. */
  made: readonly string[];
  /** All of these. */
  values: Readonly<Record<string, ort.Tensor>>;
}

/** @param feeds values for all inputs of the model */
export async function everyTensor(
  model: Uint8Array,
  feeds: Record<string, ort.Tensor>,
): Promise<EveryTensor> {
  const parsed = fromBinary(ModelProtoSchema, model);
  const { graph } = parsed;
  if (!graph) throw new Error('The model has no graph.');
  const outputs = new Set(graph.output.map(({ name }) => name));
  const made = graph.node.flatMap(({ output }) => output).filter((name) => !outputs.has(name));
  // No type: onnxruntime infers it.
  graph.output.push(...made.map((name) => ({ ...valueInfo(name, 'float32'), name })));
  for (const output of graph.output) if (made.includes(output.name)) delete output.type;
  const session = await ort.InferenceSession.create(toBinary(ModelProtoSchema, parsed), {
    graphOptimizationLevel: 'disabled',
    logSeverityLevel: 4,
  });
  const values = (await session.run(feeds)) as Record<string, ort.Tensor>;
  await session.release();
  return { nodes: graph.node, outputs, made, values };
}

export function bytesOfTensor({ type, dims }: ort.Tensor): number {
  const each = type === 'int64' ? 8 : type === 'bool' ? 1 : 4;
  return each * dims.reduce((product, size) => product * size, 1);
}
