/**
 * Folds an SAE of any algorithm into SAELens' inference form, exactly: f = act((in - b_dec) W_enc + b_enc), out = f W_dec + b_dec,
 * where in = x, or sqrt(d) x / ||x|| under `constant_norm_rescale`, which also multiplies the output by ||x|| / sqrt(d).
 * With s = sqrt(d) (per token) or 1 / factor (dataset): W_enc = E / s, b_dec = s offset, W_dec = s a w, and
 * b_enc = E . (offset - bPre), which moves the centre from bPre to the refitted offset, plus b where z holds it (`relu`).
 */
import type { SaeParameters } from '../saeParameters.ts';

/** `topk`: ReLU of the k largest; `jumprelu`: what is above its threshold; `standard`: ReLU. */
export type SaelensArchitecture = 'jumprelu' | 'standard' | 'topk';

export interface SaelensWeights {
  architecture: SaelensArchitecture;
  dIn: number;
  dSae: number;
  normalizeActivations: 'none' | 'constant_norm_rescale';
  applyBDecToInput: boolean;
  /** Shape [dIn, dSae]. */
  encoder: Float32Array;
  /** Shape [dSae]. */
  encoderBias: Float32Array;
  /** Shape [dSae, dIn]. */
  decoder: Float32Array;
  /** Shape [dIn]. */
  decoderBias: Float32Array;
  /** `jumprelu` only: active where the pre-activation is above it; shape [dSae]. */
  threshold: Float32Array | null;
  /** `topk` only. */
  k: number | null;
}

/** An SAE whose codes none of SAELens' architectures gives. */
export class SaelensFormError extends Error {
  constructor(problem: string) {
    super(
      `This SAE has no exact SAELens form: ${problem}. Train it with an algorithm and options that have one.`,
    );
    this.name = 'SaelensFormError';
  }
}

/** @throws SaelensFormError */
export function foldForSaelens(parameters: SaeParameters): SaelensWeights {
  const { dIn, dSae, weights, scales, biases, preBias, offset, activation, normaliser } = parameters;
  const rows = parameters.encoder ?? weights;
  const form = formOf(parameters);
  const s = normaliser.kind === 'token' ? Math.sqrt(dIn) : 1 / normaliser.factor;
  const encoder = new Float32Array(dIn * dSae);
  const encoderBias = new Float32Array(dSae);
  const decoder = new Float32Array(dSae * dIn);
  for (let m = 0; m < dSae; m++) {
    let shift = activation === 'relu' ? (biases[m] ?? 0) : 0;
    for (let i = 0; i < dIn; i++) {
      const weight = rows[m * dIn + i] ?? 0;
      encoder[i * dSae + m] = weight / s;
      decoder[m * dIn + i] = s * (scales[m] ?? 0) * (weights[m * dIn + i] ?? 0);
      shift += weight * ((offset[i] ?? 0) - (preBias[i] ?? 0));
    }
    encoderBias[m] = shift;
  }
  return {
    ...form,
    dIn,
    dSae,
    normalizeActivations: normaliser.kind === 'token' ? 'constant_norm_rescale' : 'none',
    applyBDecToInput: true,
    encoder,
    encoderBias,
    decoder,
    decoderBias: offset.map((value) => s * value),
  };
}

/**
 * Threshold: the smallest z a feature can have. Under `jumprelu` z = u is active above cut - b, under `relu` z = y above its cut;
 * neither SAELens' architectures nor ours have negative z. Among the k largest any positive z can be.
 */
function formOf({
  activation,
  biases,
  cuts,
  k,
}: SaeParameters): Pick<SaelensWeights, 'architecture' | 'threshold' | 'k'> {
  const threshold = cuts.map((cut, m) => (activation === 'jumprelu' ? cut - (biases[m] ?? 0) : cut));
  const negative = threshold.findIndex((value) => value < 0);
  if (negative >= 0) {
    throw new SaelensFormError(
      `feature ${negative} is active from ${threshold[negative]} on, and a negative activation has no place there`,
    );
  }
  const bare = threshold.every((value) => value === 0);
  if (k !== null) {
    if (!bare)
      throw new SaelensFormError(`the ${k} largest of a token are active and have thresholds besides`);
    return { architecture: 'topk', threshold: null, k };
  }
  // GBA's form keeps its architecture even where every bias is still 0.
  if (activation === 'relu' && bare) return { architecture: 'standard', threshold: null, k };
  return { architecture: 'jumprelu', threshold, k };
}
