/** Makes a model that was read one that all code here can walk: no deep nesting, one branch of a merged decoder, nodes in order. */
import { checkSizes } from './checkSizes.ts';
import { graphOf, subgraphsOf } from './graph.ts';
import { inlineBranches, isMergedDecoder } from './inlineBranches.ts';
import type { DecoderBranch } from './inlineBranches.ts';
import { downloadAgain, OnnxFileError } from './onnxFileError.ts';
import type { GraphProto, ModelProto } from './proto/onnx_pb.gen.ts';
import { sortNodes } from './sortNodes.ts';

/** Deeper nested graphs than any exporter writes; without a limit they exhaust the stack, onnxruntime's too. */
const deepest = 16;

function depthOf(graph: GraphProto): number {
  const nested = graph.node.flatMap(subgraphsOf).map(depthOf);
  return 1 + nested.reduce((deepest, depth) => Math.max(deepest, depth), 0);
}

/** Optional inputs may be blank or absent; onnxruntime's optimiser takes a blank one at the end for a tensor, and crashes. */
function dropTrailingBlanks(graph: GraphProto): void {
  for (const node of graph.node) {
    while (node.input.at(-1) === '') node.input.pop();
    subgraphsOf(node).forEach(dropTrailingBlanks);
  }
}

/** Changes `model`; `file` is named in errors. Returns whether it was a merged decoder. @throws OnnxFileError */
export function makeOrdinary(file: string, model: ModelProto, branch: DecoderBranch): boolean {
  const graph = graphOf(model);
  const bodies = model.functions.flatMap(({ node }) => node.flatMap(subgraphsOf));
  const depth = Math.max(...[graph, ...bodies].map(depthOf));
  if (depth > deepest) {
    throw new OnnxFileError(file, `nests graphs ${depth} deep; ${deepest} is the limit.`, downloadAgain);
  }
  dropTrailingBlanks(graph);
  checkSizes(file, model);
  const merged = isMergedDecoder(graph);
  inlineBranches(graph, branch);
  sortNodes(file, graph);
  return merged;
}
