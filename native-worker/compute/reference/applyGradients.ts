/**
 * What a step does with its gradients, in this order: tangent projection of the decoder's rows (`unit`), clipping of everything trained
 * together, Adam, rows back to length 1 (`unit`), thresholds back to theta >= 0.
 */
import type { BackendOptions } from '../backend.ts';
import type { FloatArray, SaeState } from '../saeState.ts';
import { adamUpdate } from './adam.ts';
import type { Moments } from './adam.ts';
import { squaredNorm } from './errorLoss.ts';
import type { ParameterGradients } from './parameterGradients.ts';
import { normaliseRows, projectToTangent } from './unitSphere.ts';

/** Changes the state in place, and the gradients too. `state.step` is the number of this step, from 1. */
export function applyGradients(
  state: SaeState<FloatArray>,
  gradients: ParameterGradients,
  options: BackendOptions,
  learningRate: number,
): void {
  const onSphere = options.trains.decoder && options.decoderRows === 'unit';
  if (onSphere) projectToTangent(gradients.weights, state.weights, state.dIn);
  const trained = trainedParameters(state, gradients, options);
  clip(
    trained.map(({ gradient }) => gradient),
    options.gradientClip,
  );
  const adam = { ...options.adam, learningRate, step: state.step };
  for (const { values, gradient, ...moments } of trained) adamUpdate(values, moments, gradient, adam);
  if (onSphere) normaliseRows(state.weights, state.dIn);
  state.thresholds.forEach((theta, m) => (state.thresholds[m] = Math.max(0, theta)));
}

interface TrainedParameter extends Moments {
  values: FloatArray;
  gradient: Float64Array;
}

function trainedParameters(
  state: SaeState<FloatArray>,
  gradients: ParameterGradients,
  { tied, trains, selection }: BackendOptions,
): TrainedParameter[] {
  const parameters: (TrainedParameter & { trained: boolean })[] = [
    {
      trained: trains.decoder,
      values: state.weights,
      first: state.firstMoment,
      second: state.secondMoment,
      gradient: gradients.weights,
    },
    {
      trained: !tied,
      values: state.encoder,
      first: state.encoderFirstMoment,
      second: state.encoderSecondMoment,
      gradient: gradients.encoder,
    },
    {
      trained: trains.scales,
      values: state.scales,
      first: state.scaleFirstMoment,
      second: state.scaleSecondMoment,
      gradient: gradients.scales,
    },
    {
      trained: trains.biases,
      values: state.biases,
      first: state.biasFirstMoment,
      second: state.biasSecondMoment,
      gradient: gradients.biases,
    },
    {
      trained: selection.kind === 'learnedThreshold',
      values: state.thresholds,
      first: state.thresholdFirstMoment,
      second: state.thresholdSecondMoment,
      gradient: gradients.thresholds,
    },
    {
      trained: trains.preBias !== 'fixed',
      values: state.preBias,
      first: state.preBiasFirstMoment,
      second: state.preBiasSecondMoment,
      gradient: gradients.preBias,
    },
  ];
  return parameters.filter(({ trained }) => trained);
}

/** Scales all gradients together down to this norm, in place. */
function clip(gradients: readonly Float64Array[], largestNorm: number | null): void {
  if (largestNorm === null) return;
  const norm = Math.sqrt(gradients.reduce((sum, gradient) => sum + squaredNorm(gradient), 0));
  if (norm <= largestNorm) return;
  for (const gradient of gradients)
    gradient.forEach((value, i) => (gradient[i] = (value * largestNorm) / norm));
}
