/**
 * AuxK (Gao et al. 2024, arXiv 2406.04093): the k dead features with the largest y reconstruct the stopped error e = x - xhat of the whole
 * width. loss = coefficient sum ||ehat - e||^2 / D, D = sum ||e - mean e||^2, which is a constant to the gradient; 0 where D is 0.
 */
import type { GraphBuilder } from '../../onnx/graphBuilder.ts';
import type { BackendOptions } from '../backend.ts';
import type { ForwardNodes } from './forwardNodes.ts';
import { addAtLeast, addPositive, addSquaredNorm } from './graphMath.ts';
import { errorFactor } from './penaltyNodes.ts';
import { addLargest } from './selectionNodes.ts';

export interface AuxiliaryNodes {
  /** 1 for the chosen pairs, and max(y, 0) of them; shape [B, dSae]. */
  mask: string;
  codes: string;
  /** dL/dehat over the error's factor, shape [B, dIn]. */
  residual: string;
  /** The loss, a scalar. */
  loss: string;
}

/** Lower than any y, so that the living are chosen last; and then y > 0 fails. */
const outOfReach = 1e7;

/** Reads the input `dead`, 1 for each dead feature, shape [dSae]. */
export function addAuxiliary(
  graph: GraphBuilder,
  { y, decoder, residual }: ForwardNodes,
  auxiliary: NonNullable<BackendOptions['auxiliary']>,
  options: BackendOptions,
): AuxiliaryNodes {
  const alive = graph.node('Sub', ['dead', graph.scalar(1)]);
  const ofDead = graph.node('Add', [y, graph.node('Mul', [alive, graph.scalar(outOfReach)])]);
  const largest = addLargest(graph, ofDead, Math.min(auxiliary.k, options.dSae));
  const last = graph.node('ReduceMin', [largest], { axes: [1], keepdims: 1 });
  const mask = addAtLeast(graph, ofDead, last);
  const codes = graph.node('Mul', [y, mask]);
  // The forward residual is -e.
  const left = graph.node('Gemm', [codes, decoder, residual]);
  const share = addShareOfVariance(graph, residual, auxiliary.coefficient);
  const loss = graph.node('Mul', [addSquaredNorm(graph, left), share]);
  const slope = graph.node('Mul', [share, graph.scalar(2 / errorFactor(options))]);
  return { mask, codes, residual: graph.node('Mul', [left, slope]), loss };
}

/** coefficient / D, 0 where D is 0. */
function addShareOfVariance(graph: GraphBuilder, residual: string, coefficient: number): string {
  const mean = graph.node('ReduceMean', [residual], { axes: [0], keepdims: 1 });
  const variance = addSquaredNorm(graph, graph.node('Sub', [residual, mean]));
  const weight = graph.node('Mul', [addPositive(graph, variance), graph.scalar(coefficient)]);
  return graph.node('Div', [weight, graph.node('Max', [variance, graph.scalar(1e-30)])]);
}
