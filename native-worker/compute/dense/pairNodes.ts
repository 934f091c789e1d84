/**
 * dL/dz of pairs. Values are kept over a factor that is multiplied in at the end, where it costs least: c a of each
 * feature, or c alone where a penalty, which knows no a, has joined them (c = errorFactor).
 */
import type { GraphBuilder } from '../../onnx/graphBuilder.ts';
import type { BackendOptions } from '../backend.ts';
import { addOfDead } from './auxiliaryNodes.ts';
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
  /** Of z, whether the pair is active or not: learned thresholds see both sides; shape [B, dSae]. */
  all: string;
  /** The same where active, else 0. */
  active: string;
  /** Of the auxiliary codes, shape [B, N]; null without them. */
  auxiliary: string | null;
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
  return { all, active, auxiliary: auxiliary && addAuxiliaryPairs(graph, auxiliary, rows) };
}

function addAuxiliaryPairs(graph: GraphBuilder, { residual, mask }: AuxiliaryNodes, rows: string): string {
  const along = graph.node('Gemm', [residual, addOfDead(graph, rows, 0)], { transB: 1 });
  return graph.node('Mul', [along, mask]);
}
