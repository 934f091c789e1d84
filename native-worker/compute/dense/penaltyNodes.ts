/**
 * The penalties that reach the codes, l1 and tanh; l0 reaches only the thresholds (see gradientNodes). With n = ||w||, per pair:
 *   l1    z n, slope n;      tanh  t = tanh(s z n), slope s n (1 - t^2).
 */
import type { GraphBuilder } from '../../onnx/graphBuilder.ts';
import type { BackendOptions } from '../backend.ts';
import type { ForwardNodes } from './forwardNodes.ts';
import { addColumn, addColumnSums, addFlat, addRowNorms } from './graphMath.ts';

export interface PenaltyNodes {
  /** Its share of dL/dz, over the error's factor; shape [dSae] (l1) or [B, dSae] (tanh). */
  slope: string;
  /** What times w is its share of dL/dw by way of ||w||, over the error's factor; shape [dSae, 1]. */
  alongRow: string;
  /** Sum over the batch, before the weight; shape [dSae]. */
  sums: string;
}

/** c = 2 errorWeight / (B prefixes): all gradients are kept over it until the end. */
export const errorFactor = ({ errorWeight, batchTokens, prefixes }: BackendOptions): number =>
  (2 * errorWeight) / (batchTokens * prefixes.length);

/** penaltyWeight / B, over the error's factor. */
export function addPenaltyFactor(graph: GraphBuilder, options: BackendOptions): string {
  const overError = 1 / (options.batchTokens * errorFactor(options));
  return graph.node('Mul', ['penaltyWeight', graph.scalar(overError)]);
}

export function addPenalty(
  graph: GraphBuilder,
  { z }: Pick<ForwardNodes, 'z'>,
  options: BackendOptions,
): PenaltyNodes | null {
  const { penalty } = options;
  if (penalty === null || penalty.kind === 'l0') return null;
  const norms = addFlat(graph, addRowNorms(graph, 'weights'));
  const factor = addPenaltyFactor(graph, options);
  if (penalty.kind === 'l1') {
    const sumOfCodes = addColumnSums(graph, z);
    const slope = graph.node('Mul', [norms, factor]);
    const weighted = graph.node('Mul', [sumOfCodes, slope]);
    return {
      slope,
      alongRow: addAlongRow(graph, weighted, norms),
      sums: graph.node('Mul', [sumOfCodes, norms]),
    };
  }
  const scaled = graph.node('Mul', [norms, graph.scalar(penalty.scale)]);
  const values = graph.node('Tanh', [graph.node('Mul', [z, scaled])]);
  const bend = graph.node('Sub', [graph.scalar(1), graph.node('Mul', [values, values])]);
  const slope = graph.node('Mul', [bend, graph.node('Mul', [scaled, factor])]);
  const weighted = addColumnSums(graph, graph.node('Mul', [z, slope]));
  return { slope, alongRow: addAlongRow(graph, weighted, norms), sums: addColumnSums(graph, values) };
}

/** sum z slope / n^2, 0 for a row of zeros: dL/dn = sum z slope / n, and dn/dw = w / n. */
function addAlongRow(graph: GraphBuilder, weighted: string, norms: string): string {
  const squares = graph.node('Max', [graph.node('Mul', [norms, norms]), graph.scalar(1e-30)]);
  return addColumn(graph, graph.node('Div', [weighted, squares]));
}
