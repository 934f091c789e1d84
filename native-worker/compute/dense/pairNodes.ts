/**
 * dL/dz of pairs, shape [B, dSae]. Values are kept over a factor that is multiplied in at the end, where it costs least: c a of each
 * feature, or c alone where a penalty, which knows no a, has joined them (c = errorFactor).
 */
import type { GraphBuilder } from '../../onnx/graphBuilder.ts';
import type { BackendOptions } from '../backend.ts';
import type { AuxiliaryNodes } from './auxiliaryNodes.ts';
import type { ForwardNodes } from './forwardNodes.ts';
import type { PenaltyNodes } from './penaltyNodes.ts';
import { addAlongRows } from './prefixNodes.ts';

/** What was computed of the loss; null for the parts that these options leave out. */
export interface LossNodes {
  forward: ForwardNodes;
  penalty: PenaltyNodes | null;
  auxiliary: AuxiliaryNodes | null;
}

export interface PairNodes {
  /** Of z, whether the pair is active or not: learned thresholds see both sides. */
  all: string;
  /** Of the auxiliary codes; null without them. */
  auxiliary: string | null;
  /** dL/du: of z where active, and of the auxiliary codes. */
  encoder: string;
}

export function addPairs(
  graph: GraphBuilder,
  { forward, penalty, auxiliary }: LossNodes,
  { prefixes }: BackendOptions,
): PairNodes {
  const rows = penalty ? forward.decoder : 'weights';
  const along = addAlongRows(graph, forward.residualSums, rows, prefixes);
  const all = penalty ? graph.node('Add', [along, penalty.slope]) : along;
  const active = graph.node('Mul', [all, forward.mask]);
  if (!auxiliary) return { all, auxiliary: null, encoder: active };
  const alongAuxiliary = graph.node('Gemm', [auxiliary.residual, rows], { transB: 1 });
  const ofAuxiliary = graph.node('Mul', [alongAuxiliary, auxiliary.mask]);
  return { all, auxiliary: ofAuxiliary, encoder: graph.node('Add', [active, ofAuxiliary]) };
}
