/**
 * From the codes back to the encoder. Where a pair is active dz/du = 1, and dz/db = 1 if z = y (`relu`), 0 if z = u (`jumprelu`);
 * the auxiliary loss's max(y, 0) passes to both. A learned threshold gets the straight-through estimate (arXiv 2407.14435, eq. 11)
 *   dz/dtheta = -(theta/eps) K((y - theta)/eps), K = 1 on (-1/2, 1/2), else 0,
 * on active and inactive pairs alike. Then dL/dE_m = du_m (x - bPre) and, in full training, dL/dbPre -= sum_m du_m E_m.
 */
import type { BackendOptions } from '../backend.ts';
import { encoderRows } from './forwardPass.ts';
import type { Forward, Parameters } from './forwardPass.ts';
import type { CodeGradients, ParameterGradients } from './parameterGradients.ts';
import { rectangle } from './penaltyLoss.ts';
import { addAt, addRow, addToRow } from './vectors.ts';

export function addEncoderGradients(
  forward: Forward,
  parameters: Parameters,
  { activation, trains }: BackendOptions,
  codes: CodeGradients,
  gradients: ParameterGradients,
): void {
  const { rows, centred, active } = forward;
  const { dIn, dSae } = parameters;
  const encoder = encoderRows(parameters);
  const intoEncoder = parameters.encoder.length === 0 ? gradients.weights : gradients.encoder;
  for (let row = 0; row < rows; row++) {
    const input = centred.subarray(row * dIn, (row + 1) * dIn);
    for (let m = 0; m < dSae; m++) {
      const pair = row * dSae + m;
      const ofCode = active[pair] ? (codes.selected[pair] ?? 0) : 0;
      const ofAuxiliary = codes.auxiliary[pair] ?? 0;
      const gradient = ofCode + ofAuxiliary;
      if (gradient === 0) continue;
      addToRow(intoEncoder, m * dIn, input, gradient);
      addAt(gradients.biases, m, activation === 'relu' ? gradient : ofAuxiliary);
      if (trains.preBias === 'full') addRow(gradients.preBias, encoder, m * dIn, -gradient);
    }
  }
}

/** The codes' share of dL/dtheta; the l0 penalty adds its own. */
export function addThresholdGradients(
  { y }: Forward,
  { dSae, thresholds }: Parameters,
  { selection }: BackendOptions,
  codes: CodeGradients,
  gradients: ParameterGradients,
): void {
  if (selection.kind !== 'learnedThreshold') return;
  const { bandwidth } = selection;
  codes.selected.forEach((gradient, pair) => {
    const m = pair % dSae;
    const theta = thresholds[m] ?? 0;
    const kernel = rectangle((y[pair] ?? 0) - theta, bandwidth);
    addAt(gradients.thresholds, m, (-gradient * theta * kernel) / bandwidth);
  });
}
