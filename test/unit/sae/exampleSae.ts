/** Small SAEs with every part in use: an offset apart from bPre, uneven scales, one dead feature. */
import { normaliseRows } from '../../../native-worker/compute/reference/unitSphere.ts';
import type { Normaliser } from '../../../native-worker/sae/normalisation.ts';
import { Random } from '../../../native-worker/sae/random.ts';
import type { SaeParameters } from '../../../native-worker/sae/saeParameters.ts';
import type { ExampleForm } from './exampleCases.ts';

export function exampleSae(
  form: ExampleForm,
  normaliser: Normaliser,
  [dIn, dSae]: readonly [number, number] = [5, 8],
): { parameters: SaeParameters; raw: Float32Array } {
  const random = new Random(9);
  const draw = (length: number, size: number): Float32Array =>
    Float32Array.from({ length }, () => size * random.normal());
  const between = ([low, high]: readonly [number, number]): Float32Array =>
    Float32Array.from({ length: dSae }, () => low + (high - low) * random.uniform());
  const weights = draw(dSae * dIn, 0.6);
  if (form.decoderRows === 'unit') normaliseRows(weights, dIn);
  const biases = between(form.biases);
  if (form.k === null) biases[dSae - 1] = -50;
  const parameters: SaeParameters = {
    dIn,
    dSae,
    activation: form.activation,
    normaliser,
    weights,
    encoder: form.tied ? null : weights.map((value) => value + 0.2 * random.normal()),
    biases,
    cuts: between(form.cuts),
    k: form.k,
    scales: between([0.5, 1.5]),
    preBias: draw(dIn, 0.1),
    offset: draw(dIn, 0.1),
  };
  return { parameters, raw: draw(16 * dIn, 3) };
}
