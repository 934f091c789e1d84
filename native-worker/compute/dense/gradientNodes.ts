/** Gradients of everything that is trained, from dL/dz of the pairs. */
import type { GraphBuilder } from '../../onnx/graphBuilder.ts';
import type { BackendOptions } from '../backend.ts';
import { addToAll } from './auxiliaryNodes.ts';
import { addBiasGradient, addPreBiasGradient, addThresholdGradient } from './biasGradientNodes.ts';
import type { TrainedArray } from './denseTensors.ts';
import { addPairFactor } from './gradientParts.ts';
import type { GradientParts } from './gradientParts.ts';
import { addColumnSums, addRowSums } from './graphMath.ts';
import { addPairs } from './pairNodes.ts';
import type { LossNodes, PairNodes } from './pairNodes.ts';
import { errorFactor } from './penaltyNodes.ts';
import { addFromDecoder } from './prefixNodes.ts';

/** Of each trained parameter, in its own shape; the decoder's not yet projected to the tangent space. */
export type Gradients = Partial<Record<TrainedArray, string>>;

export function addGradients(graph: GraphBuilder, losses: LossNodes, options: BackendOptions): Gradients {
  const share = graph.scalar(errorFactor(options));
  const pairs = addPairs(graph, losses, options);
  const { tied, trains, selection, activation } = options;
  // onnxruntime computes what nobody reads, so nothing is added that is not needed.
  const needsCodes = trains.decoder || trains.scales;
  const needsSums = (trains.biases && activation === 'relu') || trains.preBias === 'full';
  const fromDecoder = needsCodes ? addCodesByResiduals(graph, losses, options) : '';
  const pairSums = needsSums ? addPairSums(graph, pairs) : '';
  const parts: GradientParts = { ...losses, options, pairs, share, fromDecoder, pairSums };
  return {
    ...(trains.decoder ? { weights: addDecoderGradient(graph, parts) } : {}),
    ...(tied ? {} : { encoder: addEncoderGradient(graph, parts) }),
    ...(trains.scales ? { scales: addScaleGradient(graph, parts) } : {}),
    ...(trains.biases ? { biases: addBiasGradient(graph, parts) } : {}),
    ...(selection.kind === 'learnedThreshold' ? { thresholds: addThresholdGradient(graph, parts) } : {}),
    ...(trains.preBias === 'fixed' ? {} : { preBias: addPreBiasGradient(graph, parts) }),
  };
}

function addCodesByResiduals(
  graph: GraphBuilder,
  { forward, auxiliary }: LossNodes,
  { prefixes, dIn }: BackendOptions,
): string {
  const own = addFromDecoder(graph, forward.z, forward.residualSums, prefixes);
  if (!auxiliary) return own;
  const ofDead = graph.node('Gemm', [auxiliary.codes, auxiliary.residual], { transA: 1 });
  return graph.node('Add', [own, addToAll(graph, ofDead, dIn)]);
}

function addPairSums(graph: GraphBuilder, { active, auxiliary }: PairNodes): string {
  const own = graph.node('ReduceSum', [active, graph.indices(0)], { keepdims: 1 });
  if (auxiliary === null) return own;
  return graph.node('Add', [own, addToAll(graph, addColumnSums(graph, auxiliary))]);
}

/** Of W: the decoder's part, when tied the encoder's besides, and what a penalty says of free rows' lengths. */
function addDecoderGradient(graph: GraphBuilder, parts: GradientParts): string {
  const { penalty, share, fromDecoder, options } = parts;
  let gradient: string;
  if (!options.tied) {
    gradient = graph.node('Mul', [fromDecoder, graph.node('Mul', ['scales', share])]);
  } else {
    const own = penalty ? graph.node('Mul', ['scales', fromDecoder]) : fromDecoder;
    const both = addPairsByInput(graph, parts, own);
    gradient = graph.node('Mul', [both, addPairFactor(graph, parts)]);
  }
  // On unit rows the tangent projection would take the penalty's part away again.
  if (!penalty || options.decoderRows === 'unit') return gradient;
  const alongRow = graph.node('Mul', [penalty.alongRow, share]);
  return graph.node('Add', [gradient, graph.node('Mul', ['weights', alongRow])]);
}

function addEncoderGradient(graph: GraphBuilder, parts: GradientParts): string {
  return graph.node('Mul', [addPairsByInput(graph, parts), addPairFactor(graph, parts)]);
}

/** dL/du^T (x - bPre), and what is added to it; shape [dSae, dIn]. */
function addPairsByInput(graph: GraphBuilder, parts: GradientParts, ...added: string[]): string {
  const { pairs, forward, options } = parts;
  const own = graph.node('Gemm', [pairs.active, forward.centred, ...added], { transA: 1 });
  if (pairs.auxiliary === null) return own;
  const ofDead = graph.node('Gemm', [pairs.auxiliary, forward.centred], { transA: 1 });
  return graph.node('Add', [own, addToAll(graph, ofDead, options.dIn)]);
}

/** sum z (w.r) = w.(sum z r), auxiliary codes included; shape [dSae, 1]. */
function addScaleGradient(graph: GraphBuilder, { fromDecoder, share }: GradientParts): string {
  const along = addRowSums(graph, graph.node('Mul', [fromDecoder, 'weights']));
  return graph.node('Mul', [along, share]);
}
