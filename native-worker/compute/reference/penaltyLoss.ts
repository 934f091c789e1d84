/**
 * Penalties per row and their gradients; n_m = ||w_m||, v_m = w_m / n_m (0 for a zero row):
 *   l1    sum z n               d/dz = n                                 d/dw = z v
 *   tanh  sum tanh(s z n)       d/dz = s n (1 - tanh^2)                  d/dw = s z (1 - tanh^2) v
 *   l0    sum H(y - theta)      d/dtheta = -(1/eps) K((y - theta)/eps)   nothing else
 * K is 1 on (-1/2, 1/2), else 0 (arXiv 2407.14435, eq. 11); eps is the bandwidth.
 */
import type { BackendOptions } from '../backend.ts';
import { squaredNorm } from './errorLoss.ts';
import type { Forward, Parameters } from './forwardPass.ts';
import type { CodeGradients, ParameterGradients } from './parameterGradients.ts';
import { addAt } from './vectors.ts';

/** Adds the gradients, `weight` included, and returns the mean over rows without it. */
export function addPenaltyLoss(
  forward: Forward,
  parameters: Parameters,
  options: BackendOptions,
  weight: number,
  gradients: ParameterGradients,
  codes: CodeGradients,
): number {
  const { rows, z, y, active } = forward;
  const { dSae, thresholds } = parameters;
  const { penalty, selection } = options;
  if (!penalty) return 0;
  const share = weight / rows;
  const norms = decoderNorms(parameters);
  /** Sum over rows of dP/dn, shape [dSae]. */
  const normGradients = new Float64Array(dSae);
  let sum = 0;
  z.forEach((code, pair) => {
    const m = pair % dSae;
    const norm = norms[m] ?? 0;
    if (penalty.kind === 'l0') {
      sum += active[pair] ?? 0;
      if (selection.kind !== 'learnedThreshold') return;
      const kernel = rectangle((y[pair] ?? 0) - (thresholds[m] ?? 0), selection.bandwidth);
      addAt(gradients.thresholds, m, (-share * kernel) / selection.bandwidth);
      return;
    }
    const value = penalty.kind === 'l1' ? code * norm : Math.tanh(penalty.scale * code * norm);
    const slope = penalty.kind === 'l1' ? 1 : penalty.scale * (1 - value * value);
    sum += value;
    addAt(codes.selected, pair, share * slope * norm);
    addAt(normGradients, m, share * slope * code);
  });
  addAlongRows(normGradients, norms, parameters, gradients);
  return sum / rows;
}

/** K of the rectangle: 1 for |distance| < bandwidth / 2, else 0. */
export function rectangle(distance: number, bandwidth: number): number {
  return Math.abs(distance / bandwidth) < 0.5 ? 1 : 0;
}

function decoderNorms({ dIn, dSae, weights }: Parameters): Float64Array {
  return Float64Array.from({ length: dSae }, (_, m) => {
    const row = Float64Array.from(weights.subarray(m * dIn, (m + 1) * dIn));
    return Math.sqrt(squaredNorm(row));
  });
}

/** dL/dw_m += dL/dn_m w_m / n_m. */
function addAlongRows(
  normGradients: Float64Array,
  norms: Float64Array,
  { dIn, weights }: Parameters,
  gradients: ParameterGradients,
): void {
  weights.forEach((value, i) => {
    const m = Math.floor(i / dIn);
    const norm = norms[m] ?? 0;
    if (norm > 0) addAt(gradients.weights, i, ((normGradients[m] ?? 0) * value) / norm);
  });
}
