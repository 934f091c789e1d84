/**
 * Folds a GBA SAE into SAELens' inference form, exactly: f = act((in - b_dec) W_enc + b_enc), out = f W_dec + b_dec, where
 * in = x, or sqrt(d) x / ||x|| under `constant_norm_rescale`, which also multiplies the output by ||x|| / sqrt(d).
 * With s = sqrt(d) (per token) or 1 / factor (dataset): W_enc = w / s, b_dec = s offset, W_dec = s a w, and
 * b_enc = w . (offset - bPre), which moves the centre from bPre to the refitted offset.
 */
import type { SaeParameters } from '../saeParameters.ts';

export interface SaelensWeights {
  architecture: 'jumprelu' | 'standard';
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
}

export function foldForSaelens(parameters: SaeParameters): SaelensWeights {
  const { dIn, dSae, weights, scales, biases, preBias, offset, activation, normaliser } = parameters;
  const s = normaliser.kind === 'token' ? Math.sqrt(dIn) : 1 / normaliser.factor;
  const encoder = new Float32Array(dIn * dSae);
  const encoderBias = new Float32Array(dSae);
  const decoder = new Float32Array(dSae * dIn);
  for (let m = 0; m < dSae; m++) {
    let shift = activation === 'relu' ? (biases[m] ?? 0) : 0;
    for (let i = 0; i < dIn; i++) {
      const weight = weights[m * dIn + i] ?? 0;
      encoder[i * dSae + m] = weight / s;
      decoder[m * dIn + i] = s * (scales[m] ?? 0) * weight;
      shift += weight * ((offset[i] ?? 0) - (preBias[i] ?? 0));
    }
    encoderBias[m] = shift;
  }
  return {
    architecture: activation === 'jumprelu' ? 'jumprelu' : 'standard',
    dIn,
    dSae,
    normalizeActivations: normaliser.kind === 'token' ? 'constant_norm_rescale' : 'none',
    applyBDecToInput: true,
    encoder,
    encoderBias,
    decoder,
    decoderBias: offset.map((value) => s * value),
    threshold: activation === 'jumprelu' ? biases.map((bias) => Math.max(0, -bias)) : null,
  };
}
