/**
 * AuxK (Gao et al. 2024, arXiv 2406.04093, appendix A.2): the k dead features with the largest y reconstruct the error e = x - xhat, which
 * is held constant, as ehat = sum a max(y, 0) w. Loss: coefficient x sum ||e - ehat||^2 / D with D = sum ||e - mean_rows e||^2 (the
 * normalisation of OpenAI's code); 0 when nothing is dead or D = 0. Gradients, with f = 2 coefficient / D and r = ehat - e, per row:
 *   dL/dw_m = f a_m z_m r,  dL/da_m = f z_m (w_m.r),  dL/dy_m = f a_m (w_m.r) where y_m > 0.
 */
import type { BackendOptions } from '../backend.ts';
import { squaredNorm } from './errorLoss.ts';
import type { Forward, Parameters } from './forwardPass.ts';
import type { CodeGradients, ParameterGradients } from './parameterGradients.ts';
import { addAt, addRow, addToRow, dot } from './vectors.ts';

/** Adds the gradients and returns the loss. @param dead 1 for each dead feature, shape [dSae] */
export function addAuxiliaryLoss(
  { rows, y, residuals }: Forward,
  { dIn, dSae, weights, scales }: Parameters,
  { auxiliary }: BackendOptions,
  dead: Float32Array | undefined,
  gradients: ParameterGradients,
  codes: CodeGradients,
): number {
  const deadFeatures = [...(dead ?? [])].flatMap((mark, m) => (mark === 1 ? [m] : []));
  const wholeWidth = residuals.at(-1);
  if (!auxiliary || !wholeWidth || deadFeatures.length === 0) return 0;
  const variance = squaredNorm(withoutMean(wholeWidth, dIn));
  if (variance === 0) return 0;
  const factor = (2 * auxiliary.coefficient) / variance;
  let squares = 0;
  for (let row = 0; row < rows; row++) {
    const at = (m: number): number => y[row * dSae + m] ?? 0;
    const chosen = [...deadFeatures]
      .sort((a, b) => at(b) - at(a) || a - b)
      .slice(0, auxiliary.k)
      .filter((m) => at(m) > 0);
    // ehat - e; the forward residual is xhat - x = -e.
    const residual = wholeWidth.slice(row * dIn, (row + 1) * dIn);
    for (const m of chosen) addRow(residual, weights, m * dIn, (scales[m] ?? 0) * at(m));
    squares += squaredNorm(residual);
    for (const m of chosen) {
      const scale = scales[m] ?? 0;
      const along = dot(residual, weights, m * dIn);
      addToRow(gradients.weights, m * dIn, residual, factor * scale * at(m));
      addAt(gradients.scales, m, factor * at(m) * along);
      addAt(codes.auxiliary, row * dSae + m, factor * scale * along);
    }
  }
  return (factor / 2) * squares;
}

/** values minus their mean over rows; shape [rows, width]. */
function withoutMean(values: Float64Array, width: number): Float64Array {
  const mean = new Float64Array(width);
  const rows = values.length / width;
  for (let row = 0; row < rows; row++) addRow(mean, values, row * width, 1 / rows);
  return values.map((value, i) => value - (mean[i % width] ?? 0));
}
