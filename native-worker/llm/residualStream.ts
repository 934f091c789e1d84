/**
 * Finds the residual stream of a decoder by its structure: additions of a tensor and of something computed from that tensor,
 * each reading the sum before it, all on the one way from the embedding to the logits. Names do not count, so exports by other tools are
 * understood; additions that onnxruntime's optimiser fused with the next norm (SkipLayerNormalization) too.
 */
import type { GraphIndex } from '../onnx/graph.ts';
import type { NodeProto } from '../onnx/proto/onnx_pb.gen.ts';
import { allFlowsThrough, dependsOn } from '../onnx/valueFlow.ts';
import { carriers, fusedAdds, sumOutput } from './fusedSums.ts';

/** after = before + branch(before), or before + branch(before) + second(before), added one after the other (Cohere, StableLM). */
export interface ResidualAdd {
  before: string;
  branch: string;
  second: string | null;
  after: string;
}

const attentionOps = new Set(
  (
    'Softmax Attention MultiHeadAttention GroupQueryAttention DecoderMaskedMultiHeadAttention PackedMultiHeadAttention QAttention ' +
    'SparseAttention PagedAttention'
  ).split(' '),
);

/** Operators that hand on the values of their first input: casts, copies, changes of shape (OPT's MLP works on rows of all positions). */
const passing = new Set(['Cast', 'Identity', 'Reshape', 'Dropout']);

/** The tensor whose values a node hands on; undefined where it makes values of its own. */
function handedOn(index: GraphIndex, node: NodeProto): string | undefined {
  const [source = ''] = node.input;
  if (passing.has(node.opType)) return source;
  // Rounded to integers and back (QDQ). Integers that are stored so, as a quantised embedding's, have no values behind them.
  const rounding = node.opType === 'DequantizeLinear' ? index.makers.get(source) : undefined;
  return rounding?.opType === 'QuantizeLinear' ? rounding.input[0] : undefined;
}

/** The tensor behind such operators. */
function origin(index: GraphIndex, name: string): string {
  for (let maker = index.makers.get(name); maker; maker = index.makers.get(name)) {
    const source = handedOn(index, maker);
    if (source === undefined) break;
    name = source;
  }
  return name;
}

const isSum = ({ opType, input }: NodeProto): boolean =>
  opType === 'Add' || (opType === 'Sum' && input.length === 2);

function sumOf(node: NodeProto): string | undefined {
  if (isSum(node)) return node.output[0];
  return fusedAdds.has(node.opType) ? node.output[sumOutput] : undefined;
}

/** The summands of the addition that made `name`, one of which is the stream that `other` reads too. */
function sharedStream(
  index: GraphIndex,
  name: string,
  other: string,
): { before: string; branch: string } | null {
  const maker = index.makers.get(name);
  if (!maker || !isSum(maker)) return null;
  const [left = '', right = ''] = maker.input;
  for (const [stream, branch] of [
    [left, right],
    [right, left],
  ] as const) {
    const before = origin(index, stream);
    const reads = carriers(index, before);
    if (index.dynamic.has(before) && dependsOn(index, branch, reads) && dependsOn(index, other, reads))
      return { before, branch };
  }
  return null;
}

function residualAdd(index: GraphIndex, node: NodeProto): ResidualAdd | null {
  const after = sumOf(node);
  const [left, right] = node.input;
  if (after === undefined || left === undefined || right === undefined) return null;
  if (!index.dynamic.has(left) || !index.dynamic.has(right)) return null;
  const [a, b] = [origin(index, left), origin(index, right)];
  if (a === b) return null;
  if (dependsOn(index, b, carriers(index, a))) return { before: a, branch: right, second: null, after };
  if (dependsOn(index, a, carriers(index, b))) return { before: b, branch: left, second: null, after };
  const [first, last] = [sharedStream(index, a, b), sharedStream(index, b, a)];
  if (first) return { ...first, second: right, after };
  return last ? { ...last, second: left, after } : null;
}

interface Link {
  add: ResidualAdd;
  length: number;
}

/** Where the model begins: its tokens, or its first input. */
function startOf({ graph, dynamic }: GraphIndex): string {
  const inputs = graph.input.map(({ name }) => name).filter((name) => dynamic.has(name));
  return inputs.find((name) => name === 'input_ids') ?? inputs[0] ?? '';
}

/** Where the model ends: its logits, or its first output. */
function endOf(index: GraphIndex): string {
  const { output } = index.graph;
  return (output.find(({ name }) => name === 'logits') ?? output[0])?.name ?? '';
}

/**
 * The longest chain of residual additions that everything between tokens and logits passes, in the order of the forward pass. That it is passed tells the
 * stream from sums within a layer: a mixture of experts adds one expert after the other.
 */
export function residualStream(index: GraphIndex): ResidualAdd[] {
  const chains = new Map<string, Link>();
  const extended = new Set<string>();
  for (const node of index.graph.node) {
    const add = residualAdd(index, node);
    if (!add) continue;
    chains.set(add.after, { add, length: (chains.get(add.before)?.length ?? 0) + 1 });
    extended.add(add.before);
  }
  const ends = [...chains.values()].filter(({ add }) => !extended.has(add.after));
  ends.sort((a, b) => b.length - a.length);
  for (const end of ends) {
    const chain: ResidualAdd[] = [];
    for (let link: Link | undefined = end; link; link = chains.get(link.add.before)) chain.unshift(link.add);
    const gates = chain.map(({ after }) => after);
    if (allFlowsThrough(index, startOf(index), endOf(index), gates)) return chain;
  }
  return [];
}

/** Whether an attention operator lies between `before` and `tensor`. */
export function passesAttention(index: GraphIndex, tensor: string, before: string): boolean {
  const nodes = index.ancestors([tensor], new Set(carriers(index, before)));
  return [...nodes].some(({ opType }) => attentionOps.has(opType));
}

/** The two branches that attention and MLP add to one stream (parallel residual), attention first; null where there are none. */
export function parallelBranches(
  index: GraphIndex,
  add: ResidualAdd,
): { attention: string; mlp: string } | null {
  const maker = index.makers.get(origin(index, add.branch));
  const [left, right] =
    add.second === null ? (maker && isSum(maker) ? maker.input : []) : [add.branch, add.second];
  if (left === undefined || right === undefined) return null;
  const [leftAttends, rightAttends] = [left, right].map((name) => passesAttention(index, name, add.before));
  if (leftAttends === rightAttends) return null;
  return leftAttends === true ? { attention: left, mlp: right } : { attention: right, mlp: left };
}
