/**
 * From features and strengths to the vectors that the steered graph takes. With W_dec[f] the SAELens decoder row, max the feature's largest
 * activation z on the indexed corpus, d the width, and n = ||x|| of a token:
 *
 *   per-token normalisation (`constant_norm_rescale`; z is that of an activation of unit norm):
 *     add    x' = x + strength . max . median(n) / sqrt(d) . W_dec[f]          (median over the training's tokens)
 *     clamp  x' = x + (strength . max - z_f(x)) . n / sqrt(d) . W_dec[f]       (n of the token itself)
 *   one factor for all (folded into W_dec on export, so that z W_dec is in raw units):
 *     add    x' = x + strength . max . W_dec[f]
 *     clamp  x' = x + (strength . max - z_f(x)) . W_dec[f]
 *
 * `ablate` is a clamp to 0. z_f(x) is what `SparseAutoencoder.encode` gives. Clamps read the clean x, all of them, before anything is added.
 */
import type { SteeredFeature } from '../../protocol/generation.ts';
import type { Clamps, SteerForm, SteerVectors } from '../llm/generate/steerGraph.ts';
import { centredBias } from '../sae/encoderSession.ts';
import { openSaelens } from '../sae/formats/openSaelens.ts';
import type { SaelensReader } from '../sae/formats/saelensReader.ts';

export class UnknownSteeredFeatureError extends Error {
  constructor(index: number, dSae: number) {
    super(`There is no feature ${index}: the SAE has features 0 to ${dSae - 1}. Choose one of them.`);
    this.name = 'UnknownSteeredFeatureError';
  }
}

export class NoMedianNormError extends Error {
  constructor() {
    super(
      'This SAE rescales each token, and the median norm of its activations is not known, so there is no unit to add in. ' +
        'Clamp or ablate the features instead.',
    );
    this.name = 'NoMedianNormError';
  }
}

/** A feature with the largest activation that its strength is measured in. */
export interface MeasuredFeature extends SteeredFeature {
  maxActivation: number;
}

export class FeatureSteering {
  readonly form: SteerForm;
  readonly #sae: SaelensReader;
  readonly #bias: Float32Array;
  readonly #medianNorm: number | null;

  /**
   * @param folder a SAELens folder
   * @param medianNorm of the activations that it was trained on, raw units; null where that is not known
   * @throws SaelensFolderError, SafetensorsError
   */
  static async open(folder: string, medianNorm: number | null): Promise<FeatureSteering> {
    return FeatureSteering.of((await openSaelens(folder)).sae, medianNorm);
  }

  static async of(sae: SaelensReader, medianNorm: number | null): Promise<FeatureSteering> {
    const bias = await centredBias(sae);
    const { dIn, dSae, k } = sae;
    const largest =
      k === null ? null : { k, features: dSae, encoder: await sae.read('encoder', 0, dIn * dSae), bias };
    const perToken = sae.normalizeActivations !== 'none';
    return new FeatureSteering({ width: dIn, perToken, largest }, sae, bias, medianNorm);
  }

  private constructor(form: SteerForm, sae: SaelensReader, bias: Float32Array, medianNorm: number | null) {
    this.form = form;
    this.#sae = sae;
    this.#bias = bias;
    this.#medianNorm = medianNorm;
  }

  /** @throws UnknownSteeredFeatureError, NoMedianNormError */
  async vectors(features: readonly MeasuredFeature[]): Promise<SteerVectors> {
    const { dSae } = this.#sae;
    const unknown = features.find(({ index }) => index >= dSae);
    if (unknown) throw new UnknownSteeredFeatureError(unknown.index, dSae);
    const held = features.filter(({ kind }) => kind !== 'add');
    return {
      add: await this.#sum(features.filter(({ kind }) => kind === 'add')),
      clamps: held.length === 0 ? null : await this.#clamps(held),
    };
  }

  async #sum(features: readonly MeasuredFeature[]): Promise<Float32Array> {
    const sum = new Float64Array(this.form.width);
    for (const { index, strength, maxActivation } of features) {
      const factor = strength * maxActivation * this.#unit();
      const row = await this.#decoderRow(index);
      for (const [i, value] of row.entries()) sum[i] = (sum[i] ?? 0) + factor * value;
    }
    return Float32Array.from(sum);
  }

  /** What an activation of 1 is worth along its decoder row. */
  #unit(): number {
    if (!this.form.perToken) return 1;
    if (this.#medianNorm === null) throw new NoMedianNormError();
    return this.#medianNorm / Math.sqrt(this.form.width);
  }

  async #clamps(features: readonly MeasuredFeature[]): Promise<Clamps> {
    const { width } = this.form;
    const count = features.length;
    const encoder = new Float32Array(width * count);
    const decoder = new Float32Array(count * width);
    for (const [place, { index }] of features.entries()) {
      decoder.set(await this.#decoderRow(index), place * width);
      const column = await this.#encoderColumn(index);
      for (const [i, value] of column.entries()) encoder[i * count + place] = value;
    }
    const vector = (value: (feature: MeasuredFeature) => number): Float32Array =>
      Float32Array.from(features, value);
    return {
      features: Int32Array.from(features, ({ index }) => index),
      encoder,
      decoder,
      bias: vector(({ index }) => this.#bias[index] ?? 0),
      // As encoding has it: nothing negative is active.
      threshold: vector(({ index }) => Math.max(0, this.#sae.threshold?.[index] ?? 0)),
      target: vector(({ kind, strength, maxActivation }) =>
        kind === 'ablate' ? 0 : strength * maxActivation,
      ),
    };
  }

  #decoderRow(index: number): Promise<Float32Array> {
    const { width } = this.form;
    return this.#sae.read('decoder', index * width, (index + 1) * width);
  }

  /** Shape [width]; W_enc is [width, features], so each value is read by itself. */
  async #encoderColumn(index: number): Promise<Float32Array> {
    const { dSae, dIn } = this.#sae;
    const column = new Float32Array(dIn);
    for (let i = 0; i < dIn; i++) {
      const [value = 0] = await this.#sae.read('encoder', i * dSae + index, i * dSae + index + 1);
      column[i] = value;
    }
    return column;
  }
}
