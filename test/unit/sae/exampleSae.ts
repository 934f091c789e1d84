/** Small SAEs with every part in use: an offset apart from bPre, uneven scales, one dead feature. */
import { normaliseRows } from '../../../native-worker/compute/reference/unitSphere.ts';
import type { Normaliser } from '../../../native-worker/sae/normalisation.ts';
import { Random } from '../../../native-worker/sae/random.ts';
import type { SaeParameters } from '../../../native-worker/sae/saeParameters.ts';

export function exampleSae(
  activation: SaeParameters['activation'],
  normaliser: Normaliser,
  [dIn, dSae]: readonly [number, number] = [5, 8],
): { parameters: SaeParameters; raw: Float32Array } {
  const random = new Random(9);
  const draw = (length: number, size: number): Float32Array =>
    Float32Array.from({ length }, () => size * random.normal());
  const weights = draw(dSae * dIn, 1);
  normaliseRows(weights, dIn);
  const biases = Float32Array.from({ length: dSae }, () => -0.3 * random.uniform());
  biases[dSae - 1] = -50;
  const parameters: SaeParameters = {
    dIn,
    dSae,
    activation,
    normaliser,
    weights,
    encoder: null,
    biases,
    cuts: new Float32Array(dSae),
    k: null,
    scales: Float32Array.from({ length: dSae }, () => 0.5 + random.uniform()),
    preBias: draw(dIn, 0.1),
    offset: draw(dIn, 0.1),
  };
  return { parameters, raw: draw(16 * dIn, 3) };
}
