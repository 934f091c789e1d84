/**
 * errorWeight mean_rows mean_prefixes ||r_p||^2 with r_p = xhat_p - x, and its gradients by z, a, w and (as far as the decoder goes) bPre.
 * With c = 2 errorWeight / (rows x prefixes) and R_m the sum of r_p over the prefixes that hold feature m, per row:
 *   dL/dw_m = c a_m z_m R_m,  dL/da_m = c z_m (w_m.R_m),  dL/dz_m = c a_m (w_m.R_m),  dL/dbPre = c sum_p r_p.
 */
import type { BackendOptions } from '../backend.ts';
import type { Forward, Parameters } from './forwardPass.ts';
import type { CodeGradients, ParameterGradients } from './parameterGradients.ts';
import { addAt, addRow, addToRow, dot } from './vectors.ts';

/** Adds the gradients and returns the loss. */
export function addErrorLoss(
  { rows, active, z, residuals }: Forward,
  { dIn, dSae, weights, scales }: Parameters,
  { errorWeight, prefixes, selection }: BackendOptions,
  gradients: ParameterGradients,
  codes: CodeGradients,
): number {
  const factor = (2 * errorWeight) / (rows * prefixes.length);
  for (let row = 0; row < rows; row++) {
    const residual = new Float64Array(dIn);
    let m = dSae - 1;
    for (let prefix = prefixes.length - 1; prefix >= 0; prefix--) {
      addRow(residual, residuals[prefix] ?? new Float64Array(0), row * dIn, 1);
      for (const narrower = prefixes[prefix - 1] ?? 0; m >= narrower; m--) {
        const pair = row * dSae + m;
        // Only learned thresholds see what an inactive pair would have done.
        if (!active[pair] && selection.kind !== 'learnedThreshold') continue;
        const code = z[pair] ?? 0;
        const scale = scales[m] ?? 0;
        const along = dot(residual, weights, m * dIn);
        addToRow(gradients.weights, m * dIn, residual, factor * scale * code);
        addAt(gradients.scales, m, factor * code * along);
        addAt(codes.selected, pair, factor * scale * along);
      }
    }
    addToRow(gradients.preBias, 0, residual, factor);
  }
  const squares = residuals.reduce((sum, residual) => sum + squaredNorm(residual), 0);
  return (factor / 2) * squares;
}

/** Sum of squares. */
export function squaredNorm(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value * value, 0);
}
