/**
 * Appends to a graph that ends in logits what is asked of them: the logit and the log-probability of one token a position, and the divergence
 * from other logits. Outputs of onnxruntime are copied (0.7 ms a megabyte), and the logits of a large vocabulary are most of what a model gives.
 */
import { create } from '@bufbuild/protobuf';
import { dataTypeNumber } from '../onnx/elementType.ts';
import { graphOf } from '../onnx/graph.ts';
import { graphNode } from '../onnx/graphNode.ts';
import { ModelProtoSchema } from '../onnx/proto/onnx_pb.gen.ts';
import type { ModelProto, NodeProto } from '../onnx/proto/onnx_pb.gen.ts';
import { int64Tensor } from '../onnx/tensorProto.ts';
import { valueInfo } from '../onnx/valueInfo.ts';

export const scoreInputs = {
  /** int64 [rows, length, 1]: the token that is scored at each position. */
  targets: 'monosema_targets',
  /** float32 [rows, length, vocabulary]: logits to compare with; [1, 1, 1] where nothing is compared. */
  reference: 'monosema_reference',
} as const;

export const scoreOutputs = {
  /** float32 [rows, length, vocabulary]. */
  logits: 'monosema_logits',
  /** float32 [rows, length, 1]. */
  targetLogit: 'monosema_target_logit',
  /** float32 [rows, length, 1], in nats. */
  targetLogProbability: 'monosema_target_log_probability',
  /** float32 [rows, length, 1], KL(softmax(reference) || softmax(logits)) in nats. */
  divergence: 'monosema_divergence',
} as const;

/** From this version on ReduceSum takes its axes as an input. */
const axesAreInputs = 13n;

function sumOverLast(model: ModelProto, input: string, output: string): NodeProto {
  const version =
    model.opsetImport.find(({ domain }) => domain === '' || domain === 'ai.onnx')?.version ?? 1n;
  if (version < axesAreInputs) return graphNode('ReduceSum', [input], [output], { axes: [-1], keepdims: 1 });
  const axes = 'monosema_last_axis';
  graphOf(model).initializer.push(int64Tensor(axes, [1], [-1]));
  return graphNode('ReduceSum', [input, axes], [output], { keepdims: 1 });
}

/** A copy of `model`, whose graph makes `logits`, with the outputs of `scoreOutputs`; `divergence` and its input only where asked for. */
export function withScores(model: ModelProto, logits: string, divergence: boolean): ModelProto {
  const graph = Object.assign({}, graphOf(model));
  const scored = Object.assign(create(ModelProtoSchema), model, { graph });
  const { logits: plain, targetLogit, targetLogProbability } = scoreOutputs;
  const logProbabilities = 'monosema_log_probabilities';
  const nodes = [
    graphNode('Cast', [logits], [plain], { to: dataTypeNumber('float32') }),
    graphNode('LogSoftmax', [plain], [logProbabilities], { axis: -1 }),
    graphNode('GatherElements', [plain, scoreInputs.targets], [targetLogit], { axis: -1 }),
    graphNode('GatherElements', [logProbabilities, scoreInputs.targets], [targetLogProbability], {
      axis: -1,
    }),
  ];
  graph.initializer = [...graph.initializer];
  graph.input = [...graph.input, valueInfo(scoreInputs.targets, 'int64')];
  graph.output = [plain, targetLogit, targetLogProbability].map((name) => valueInfo(name, 'float32'));
  if (divergence) {
    nodes.push(...divergenceNodes(scored, logProbabilities));
    graph.input.push(valueInfo(scoreInputs.reference, 'float32'));
    graph.output.push(valueInfo(scoreOutputs.divergence, 'float32'));
  }
  graph.node = [...graph.node, ...nodes];
  return scored;
}

/** Sum over the vocabulary of p (log p - log q), p from the reference. */
function divergenceNodes(model: ModelProto, logProbabilities: string): NodeProto[] {
  const [log, p, difference, product] = ['log', 'p', 'difference', 'product'].map(
    (part) => `${scoreInputs.reference}/${part}`,
  ) as [string, string, string, string];
  return [
    graphNode('LogSoftmax', [scoreInputs.reference], [log], { axis: -1 }),
    graphNode('Exp', [log], [p]),
    graphNode('Sub', [log, logProbabilities], [difference]),
    graphNode('Mul', [p, difference], [product]),
    sumOverLast(model, product, scoreOutputs.divergence),
  ];
}
