/** Gradients of the parameters that are one number a feature or a dimension: b, theta and bPre. */
import type { GraphBuilder } from '../../onnx/graphBuilder.ts';
import { addToAll } from './auxiliaryNodes.ts';
import { encoderName } from './forwardNodes.ts';
import { addFlatPairFactor } from './gradientParts.ts';
import type { GradientParts } from './gradientParts.ts';
import { addColumnSums, addWithin } from './graphMath.ts';
import { addPenaltyFactor } from './penaltyNodes.ts';

/** Of b, shape [dSae]: z = y passes everything on, z = u only what the auxiliary loss says. */
export function addBiasGradient(graph: GraphBuilder, parts: GradientParts): string {
  const { pairs, pairSums, options } = parts;
  let sums: string;
  if (options.activation === 'relu') sums = graph.node('Squeeze', [pairSums, graph.indices(0)]);
  else if (pairs.auxiliary !== null) sums = addToAll(graph, addColumnSums(graph, pairs.auxiliary));
  else return graph.float32('noBiasGradient', [options.dSae], new Float32Array(options.dSae));
  return graph.node('Mul', [sums, addFlatPairFactor(graph, parts)]);
}

/**
 * Of theta, shape [dSae], by the straight-through estimate (arXiv 2407.14435, eq. 11) with eps the bandwidth and K = 1 on (-1/2, 1/2):
 * dz/dtheta = -(theta / eps) K((y - theta) / eps), and for the l0 penalty dH/dtheta = -(1 / eps) K.
 */
export function addThresholdGradient(graph: GraphBuilder, parts: GradientParts): string {
  const { forward, pairs, share, options } = parts;
  const { selection, penalty } = options;
  if (selection.kind !== 'learnedThreshold' || forward.aboveThreshold === null) {
    throw new Error('Only learned thresholds have a gradient. This is a bug of Monosema; please report it.');
  }
  const perBandwidth = graph.scalar(-1 / selection.bandwidth);
  const near = addWithin(graph, forward.aboveThreshold, selection.bandwidth);
  const sums = addColumnSums(graph, graph.node('Mul', [pairs.all, near]));
  const jumps = graph.node('Mul', ['thresholds', perBandwidth]);
  const ofCodes = graph.node('Mul', [sums, graph.node('Mul', [jumps, addFlatPairFactor(graph, parts)])]);
  if (penalty?.kind !== 'l0') return ofCodes;
  const weight = graph.node('Mul', [addPenaltyFactor(graph, options), share]);
  const slope = graph.node('Mul', [weight, perBandwidth]);
  return graph.node('Add', [ofCodes, graph.node('Mul', [addColumnSums(graph, near), slope])]);
}

/** Of bPre, shape [dIn]: sum of residuals, and in full training minus what flows through the encoder. */
export function addPreBiasGradient(graph: GraphBuilder, parts: GradientParts): string {
  const { forward, pairSums, share, options } = parts;
  const residualSum = graph.node('ReduceSum', [forward.residualSums[0] ?? '', graph.indices(0)], {
    keepdims: 1,
  });
  let total = residualSum;
  if (options.trains.preBias === 'full') {
    total = graph.node('Sub', [total, graph.node('MatMul', [pairSums, addEncoderRows(graph, parts)])]);
  }
  return graph.node('Mul', [graph.node('Squeeze', [total, graph.indices(0)]), share]);
}

/** E, or a E where the pairs were kept over a: shape [dSae, dIn]. */
function addEncoderRows(graph: GraphBuilder, { forward, penalty, options }: GradientParts): string {
  const encoder = encoderName(options);
  if (penalty) return encoder;
  return options.tied ? forward.decoder : graph.node('Mul', ['scales', encoder]);
}
