/**
 * AuxK (Gao et al. 2024, arXiv 2406.04093): the k dead features with the largest y reconstruct the stopped error e = x - xhat of the whole
 * width. loss = coefficient sum ||ehat - e||^2 / D, D = sum ||e - mean e||^2, which is a constant to the gradient; 0 where D is 0.
 * Only the columns of the dead are computed: what belongs to them has the width N of `deadFeatures` instead of dSae.
 */
import type { GraphBuilder } from '../../onnx/graphBuilder.ts';
import type { BackendOptions } from '../backend.ts';
import type { ForwardNodes } from './forwardNodes.ts';
import { addAtLeast, addPositive, addSquaredNorm } from './graphMath.ts';
import { errorFactor } from './penaltyNodes.ts';
import { addLargest } from './selectionNodes.ts';

export interface AuxiliaryNodes {
  /** 1 for the chosen pairs, and max(y, 0) of them; shape [B, N]. */
  mask: string;
  codes: string;
  /** dL/dehat over the error's factor, shape [B, dIn]. */
  residual: string;
  /** The loss, a scalar. */
  loss: string;
}

/** Declares the inputs that say which features are dead; see deadFeeds.ts. */
export function addDeadInputs(graph: GraphBuilder, { dSae }: { dSae: number }): void {
  graph.input('deadFeatures', 'int32', ['dead']);
  graph.input('deadOffsets', 'float32', ['dead']);
  graph.input('deadPlaces', 'int32', [dSae]);
}

export function addAuxiliary(
  graph: GraphBuilder,
  { y, decoder, residual }: ForwardNodes,
  auxiliary: NonNullable<BackendOptions['auxiliary']>,
  options: BackendOptions,
): AuxiliaryNodes {
  const ofDead = graph.node('Add', [addOfDead(graph, y, 1), 'deadOffsets']);
  const largest = addLargest(graph, ofDead, Math.min(auxiliary.k, options.dSae));
  const last = graph.node('ReduceMin', [largest], { axes: [1], keepdims: 1 });
  const mask = addAtLeast(graph, ofDead, last);
  const codes = graph.node('Mul', [ofDead, mask]);
  // The forward residual is -e.
  const left = graph.node('Gemm', [codes, addOfDead(graph, decoder, 0), residual]);
  const share = addShareOfVariance(graph, residual, auxiliary.coefficient);
  const loss = graph.node('Mul', [addSquaredNorm(graph, left), share]);
  const slope = graph.node('Mul', [share, graph.scalar(2 / errorFactor(options))]);
  return { mask, codes, residual: graph.node('Mul', [left, slope]), loss };
}

/** The columns (axis 1) or rows (axis 0) of the dead. */
export function addOfDead(graph: GraphBuilder, value: string, axis: 0 | 1): string {
  return graph.node('Gather', [value, 'deadFeatures'], { axis });
}

/** Back from the dead to all, zeros for the living: [N] -> [dSae], or with a width [N, width] -> [dSae, width]. */
export function addToAll(graph: GraphBuilder, ofDead: string, width: number | null = null): string {
  const shape = width === null ? [1] : [1, width];
  const zeros = graph.float32(`${ofDead} of the living`, shape, new Float32Array(width ?? 1));
  const joined = graph.node('Concat', [ofDead, zeros], { axis: 0 });
  return graph.node('Gather', [joined, 'deadPlaces'], { axis: 0 });
}

/** coefficient / D, 0 where D is 0. */
function addShareOfVariance(graph: GraphBuilder, residual: string, coefficient: number): string {
  const mean = graph.node('ReduceMean', [residual], { axes: [0], keepdims: 1 });
  const variance = addSquaredNorm(graph, graph.node('Sub', [residual, mean]));
  const weight = graph.node('Mul', [addPositive(graph, variance), graph.scalar(coefficient)]);
  return graph.node('Div', [weight, graph.node('Max', [variance, graph.scalar(1e-30)])]);
}
