/**
 * Finds the residual stream of a decoder by its structure: additions of a tensor and of something computed from that tensor,
 * each reading the sum before it. Names do not count, so exports by other tools are understood; additions that onnxruntime's
 * optimiser fused with the next norm (SkipLayerNormalization) too.
 */
import type { GraphIndex } from '../onnx/graph.ts';
import type { GraphProto, NodeProto } from '../onnx/proto/onnx_pb.gen.ts';

/** after = before + branch(before). */
export interface ResidualAdd {
  before: string;
  branch: string;
  after: string;
}

/** Additions fused with the norm that reads them. */
export const fusedAdds: ReadonlySet<string> = new Set([
  'SkipSimplifiedLayerNormalization',
  'SkipLayerNormalization',
]);
/** Output of the fused operators that holds the plain sum; optional. */
export const sumOutput = 3;
const attentionOps = new Set(['Softmax', 'Attention', 'MultiHeadAttention', 'GroupQueryAttention']);

/** Gives every fused addition its sum as an output, which exporters leave out where nothing reads it. Changes `graph`. */
export function exposeFusedSums(graph: GraphProto): void {
  for (const node of graph.node) {
    if (!fusedAdds.has(node.opType)) continue;
    while (node.output.length <= sumOutput) node.output.push('');
    node.output[sumOutput] ||= `${node.output[0] ?? node.name}/residual_sum`;
  }
}

/** The tensor behind casts, copies and changes of shape (OPT's MLP works on rows of all positions). */
function origin(index: GraphIndex, name: string): string {
  for (let maker = index.makers.get(name); maker; maker = index.makers.get(name)) {
    const [source] = maker.input;
    if (!['Cast', 'Identity', 'Reshape'].includes(maker.opType) || source === undefined) break;
    name = source;
  }
  return name;
}

function sumOf(node: NodeProto): string | undefined {
  if (node.opType === 'Add') return node.output[0];
  return fusedAdds.has(node.opType) ? node.output[sumOutput] : undefined;
}

/** Tensors through which a branch may read the stream: behind a fused addition it reads the norm, not the sum. */
function carriers(index: GraphIndex, stream: string): readonly string[] {
  const maker = index.makers.get(stream);
  return maker && fusedAdds.has(maker.opType) ? maker.output.filter((name) => name !== '') : [stream];
}

function residualAdd(index: GraphIndex, node: NodeProto): ResidualAdd | null {
  const after = sumOf(node);
  const [left, right] = node.input;
  if (after === undefined || left === undefined || right === undefined) return null;
  if (!index.dynamic.has(left) || !index.dynamic.has(right)) return null;
  const [a, b] = [origin(index, left), origin(index, right)];
  if (a === b) return null;
  if (index.dependsOn(b, carriers(index, a))) return { before: a, branch: right, after };
  return index.dependsOn(a, carriers(index, b)) ? { before: b, branch: left, after } : null;
}

/** The longest chain of residual additions, in the order of the forward pass. */
export function residualStream(index: GraphIndex): ResidualAdd[] {
  const chains = new Map<string, { add: ResidualAdd; length: number }>();
  let last: { add: ResidualAdd; length: number } | undefined;
  for (const node of index.graph.node) {
    const add = residualAdd(index, node);
    if (!add) continue;
    const link = { add, length: (chains.get(add.before)?.length ?? 0) + 1 };
    chains.set(add.after, link);
    if (!last || link.length > last.length) last = link;
  }
  const chain: ResidualAdd[] = [];
  for (let link = last; link; link = chains.get(link.add.before)) chain.unshift(link.add);
  return chain;
}

/** Whether an attention operator lies between `before` and `tensor`. */
export function passesAttention(index: GraphIndex, tensor: string, before: string): boolean {
  const nodes = index.ancestors([tensor], new Set(carriers(index, before)));
  return [...nodes].some(({ opType }) => attentionOps.has(opType));
}

/** The two summands of a branch that attention and MLP share (parallel residual), attention first; null where there are none. */
export function parallelBranches(
  index: GraphIndex,
  add: ResidualAdd,
): { attention: string; mlp: string } | null {
  const maker = index.makers.get(origin(index, add.branch));
  const [left, right] = maker?.input ?? [];
  if (maker?.opType !== 'Add' || left === undefined || right === undefined) return null;
  const [leftAttends, rightAttends] = [left, right].map((name) => passesAttention(index, name, add.before));
  if (leftAttends === rightAttends) return null;
  return leftAttends === true ? { attention: left, mlp: right } : { attention: right, mlp: left };
}
