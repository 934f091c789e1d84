/** From SAELens' inference form back to parameters: the way of an SAE that only its export is left of, to be merged or compared. */
import type { SaeParameters } from '../saeParameters.ts';
import type { SaelensWeights } from './saelensFold.ts';

/** An SAE in SAELens' form that no parameters of ours stand for. */
export class NoParametersError extends Error {
  override readonly name = 'NoParametersError';
  readonly code = 'invalidRequest';
  constructor() {
    super(
      'The features of this SAE cannot be merged: it brings each input to mean 0 and deviation 1 (layer_norm), which merging does not know. Export it as it is.',
    );
  }
}

/**
 * The same SAE as parameters, exactly: y = u + b_enc with the centre at the offset. `dataset` normalisation was folded away: its factor
 * is 1. Where the decoder's rows lie along the encoder's, it is tied again; else they are taken as they are. A scale is negative where
 * they point against the encoder's, as the refit leaves a few, so that directions compare as they did in training.
 * @throws NoParametersError for `layer_norm`
 */
export function unfoldSaelens(weights: SaelensWeights): SaeParameters {
  const { dIn, dSae, decoder, encoderBias, decoderBias, threshold, k } = weights;
  if (weights.normalizeActivations === 'layer_norm') throw new NoParametersError();
  const token = weights.normalizeActivations === 'constant_norm_rescale';
  const s = token ? Math.sqrt(dIn) : 1;
  const encoder = encoderRows(weights, s);
  const lengths = decoderAlong(encoder, decoder, dIn);
  const signs = lengths.along.map((value) => (value < 0 ? -1 : 1));
  const offset = decoderBias.map((value) => value / s);
  return {
    dIn,
    dSae,
    activation: 'relu',
    normaliser: token ? { kind: 'token' } : { kind: 'dataset', factor: 1 },
    ...(lengths.tied
      ? { weights: encoder, encoder: null, scales: Float32Array.from(lengths.along, (value) => value / s) }
      : {
          weights: decoder.map((value, i) => ((signs[Math.floor(i / dIn)] ?? 1) * value) / s),
          encoder,
          scales: Float32Array.from(signs),
        }),
    biases: encoderBias.slice(),
    cuts: threshold?.map((value) => Math.max(0, value)) ?? new Float32Array(dSae),
    k,
    preBias: weights.applyBDecToInput ? offset : new Float32Array(dIn),
    offset,
  };
}

/** E = s W_enc, transposed: shape [dSae, dIn]. */
function encoderRows({ dIn, dSae, encoder }: SaelensWeights, s: number): Float32Array {
  const rows = new Float32Array(dSae * dIn);
  for (let m = 0; m < dSae; m++) {
    for (let i = 0; i < dIn; i++) rows[m * dIn + i] = s * (encoder[i * dSae + m] ?? 0);
  }
  return rows;
}

/** What each decoder row is of its encoder row by least squares, and whether nothing but rounding is left over in any. */
function decoderAlong(
  encoder: Float32Array,
  decoder: Float32Array,
  dIn: number,
): { along: Float64Array; tied: boolean } {
  const along = new Float64Array(encoder.length / dIn);
  let tied = true;
  for (let m = 0; m < along.length; m++) {
    let [reader, writer, product] = [0, 0, 0];
    for (let at = m * dIn; at < (m + 1) * dIn; at++) {
      const [e, w] = [encoder[at] ?? 0, decoder[at] ?? 0];
      reader += e * e;
      writer += w * w;
      product += e * w;
    }
    along[m] = reader > 0 ? product / reader : 0;
    if (writer - (along[m] ?? 0) * product > 1e-10 * writer) tied = false;
  }
  return { along, tied };
}
