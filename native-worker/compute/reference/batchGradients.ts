/**
 * Loss and gradients of a batch, in float64 and pair by pair: the judge of every other backend, itself proven against PyTorch's autograd
 * (tools/reference). The formulas stand in the files of the parts: errorLoss, penaltyLoss, auxiliaryLoss, encoderGradients.
 * For GBA (threshold, jumprelu, tied, errorWeight 1/2) with r = xhat - x and g_m = 1[y_m > 0] they come to, per token,
 *   dL/dw_m = a_m z_m r + a_m g_m (w_m.r) (x - bPre),  dL/da_m = z_m (w_m.r),  dL/dbPre = r - sum_m a_m g_m (w_m.r) w_m.
 */
import type { BackendOptions, Selection, StepSettings, StepStats } from '../backend.ts';
import type { FloatArray } from '../saeState.ts';
import { addAuxiliaryLoss } from './auxiliaryLoss.ts';
import { addEncoderGradients, addThresholdGradients } from './encoderGradients.ts';
import { addErrorLoss, squaredNorm } from './errorLoss.ts';
import { forwardPass } from './forwardPass.ts';
import type { Forward, Parameters } from './forwardPass.ts';
import { zeroGradients } from './parameterGradients.ts';
import type { CodeGradients, ParameterGradients } from './parameterGradients.ts';
import { addPenaltyLoss } from './penaltyLoss.ts';

export interface BatchGradients {
  /** The whole loss, penalty with its weight included. */
  loss: number;
  stats: Omit<StepStats, 'squaredNorm'>;
  /** Of all parameters, trained or not; `preBias` as `trains.preBias` says, the decoder's term where it is fixed. */
  gradients: ParameterGradients;
  /** Rows on which the feature was active, shape [dSae]. */
  counts: Uint32Array;
  /** Largest y, shape [dSae]. */
  peaks: Float64Array;
}

/** @param x normalised rows, shape [rows, dIn]. */
export function batchGradients(
  x: FloatArray,
  parameters: Parameters,
  options: BackendOptions,
  { penaltyWeight = 0, dead }: Pick<StepSettings, 'penaltyWeight' | 'dead'> = {},
): BatchGradients {
  const forward = forwardPass(x, parameters, options);
  const gradients = zeroGradients(parameters);
  const codes: CodeGradients = {
    selected: new Float64Array(forward.y.length),
    auxiliary: new Float64Array(forward.y.length),
  };
  const error = addErrorLoss(forward, parameters, options, gradients, codes);
  const penalty = addPenaltyLoss(forward, parameters, options, penaltyWeight, gradients, codes);
  const auxiliary = addAuxiliaryLoss(forward, parameters, options, dead, gradients, codes);
  addThresholdGradients(forward, parameters, options, codes, gradients);
  addEncoderGradients(forward, parameters, options, codes, gradients);
  const stats = { ...pairStatistics(forward, options.selection), penalty, auxiliary };
  const loss = error + penaltyWeight * penalty + auxiliary;
  return { loss, stats, gradients, ...firings(forward, parameters.dSae) };
}

function pairStatistics(
  { y, active, residuals }: Forward,
  { kind }: Selection,
): Pick<StepStats, 'squaredError' | 'activePairs' | 'positivePairs' | 'smallestActive'> {
  const ranked = kind === 'topk' || kind === 'batchtopk';
  let [activePairs, positivePairs, smallestActive] = [0, 0, ranked ? Infinity : NaN];
  y.forEach((value, pair) => {
    if (value > 0) positivePairs += 1;
    if (!active[pair]) return;
    activePairs += 1;
    smallestActive = Math.min(smallestActive, value);
  });
  const squaredError = squaredNorm(residuals.at(-1) ?? new Float64Array(0));
  return { squaredError, activePairs, positivePairs, smallestActive };
}

function firings({ y, active }: Forward, dSae: number): Pick<BatchGradients, 'counts' | 'peaks'> {
  const counts = new Uint32Array(dSae);
  const peaks = new Float64Array(dSae).fill(-Infinity);
  y.forEach((value, pair) => {
    const m = pair % dSae;
    counts[m] = (counts[m] ?? 0) + (active[pair] ?? 0);
    peaks[m] = Math.max(peaks[m] ?? -Infinity, value);
  });
  return { counts, peaks };
}
