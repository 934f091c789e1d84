/**
 * A finished SAE for the index and the inspector: raw activations in, sparse codes out, and back.
 * Reads SAELens v6 folders; onnxruntime does the encoder's product on the CPU, one pass over its output finds the active features.
 */
import type { InferenceSession, Tensor } from 'onnxruntime-node';
import type { CodeRule, SparseCodes } from '../compute/backend.ts';
import { wholeRows } from '../compute/checkBatch.ts';
import { CodeCollector } from '../compute/scanCodes.ts';
import { ort } from '../onnx/ort.ts';
import { RunningDecode } from './decode.ts';
import { encoderInFile, encoderInMemory } from './encoderSession.ts';
import { openSaelens } from './formats/openSaelens.ts';
import type { SaelensVectors, SaelensWeights } from './formats/saelensFold.ts';
import { readWeights, saelensStretches, type SaelensReader } from './formats/saelensReader.ts';
import { restoreRows, rowScaling, scaleRows } from './inputNormalisation.ts';
import { rowsAtOnce } from './rowsAtOnce.ts';

/**
 * Matrices of this many bytes and more stay in their file: the encoder is mapped from it, the decoder read where it is needed. Smaller ones
 * are taken into memory, for Windows lets nobody delete a file that is mapped.
 */
const mappedBytes = 2 ** 27;

/** The decoder: in memory, or read a stretch at a time. */
type Decoder = Float32Array | SaelensReader;

export class SparseAutoencoder {
  readonly dIn: number;
  readonly dSae: number;
  readonly form: SaelensVectors;
  /** No z of a feature is at or below it: highlights grade from it to the maximum. 0 but for `jumprelu`. Shape [dSae]. */
  readonly thresholds: Float32Array;
  /** What cfg.json holds under `metadata`. */
  readonly metadata: Readonly<Record<string, unknown>>;
  private readonly session: InferenceSession;
  private readonly decoder: Decoder;

  /**
   * @param folder an SAELens v6 folder (`<run>/sae`)
   * @param leastMapped bytes of a matrix from which on it stays in its file
   * @throws SaelensFolderError, SafetensorsError
   */
  static async load(folder: string, threads?: number, leastMapped = mappedBytes): Promise<SparseAutoencoder> {
    const { sae, metadata, encoder } = await openSaelens(folder);
    if (encoder === null || encoder.length < leastMapped) {
      return SparseAutoencoder.from(await readWeights(sae), metadata, threads);
    }
    return new SparseAutoencoder(sae, sae, metadata, await encoderInFile(sae, encoder, threads));
  }

  static async from(
    weights: SaelensWeights,
    metadata: Readonly<Record<string, unknown>> = {},
    threads?: number,
  ): Promise<SparseAutoencoder> {
    const session = await encoderInMemory(weights, threads);
    return new SparseAutoencoder(weights, weights.decoder, metadata, session);
  }

  private constructor(
    form: SaelensVectors,
    decoder: Decoder,
    metadata: Readonly<Record<string, unknown>>,
    session: InferenceSession,
  ) {
    this.dIn = form.dIn;
    this.dSae = form.dSae;
    // Without the matrices that came with it.
    const { architecture, normalizeActivations, applyBDecToInput, encoderBias, decoderBias, threshold, k } =
      form;
    this.form = {
      architecture,
      dIn: this.dIn,
      dSae: this.dSae,
      normalizeActivations,
      applyBDecToInput,
      encoderBias,
      decoderBias,
      threshold,
      k,
    };
    this.decoder = decoder;
    this.thresholds = (threshold ?? new Float32Array(form.dSae)).map((value) => Math.max(0, value));
    this.metadata = metadata;
    this.session = session;
  }

  /** Codes of raw activations, shape [rows, dIn]. Under per-token normalisation z does not grow with ||x||. */
  async encode(raw: Float32Array): Promise<SparseCodes> {
    const rule: CodeRule = {
      activation: 'jumprelu',
      biases: new Float32Array(this.dSae),
      cuts: this.thresholds,
      k: this.form.k,
    };
    const collector = new CodeCollector();
    await this.preActivations(raw, (pre) => {
      collector.add(pre, rule);
    });
    return collector.codes();
  }

  /** What is compared with the thresholds, a block of whole rows at a time in order, shape [rows of the block, dSae]. */
  async preActivations(raw: Float32Array, visit: (pre: Float32Array) => void): Promise<void> {
    const rows = wholeRows(raw, this.dIn);
    const most = rowsAtOnce(this.dSae);
    for (let row = 0; row < rows; row += most) {
      const block = raw.subarray(row * this.dIn, Math.min(rows, row + most) * this.dIn);
      const x = new ort.Tensor('float32', this.scaleIn(block), [block.length / this.dIn, this.dIn]);
      const { pre } = await this.session.run({ x });
      visit((pre as Tensor).data as Float32Array);
    }
  }

  /**
   * xhat in raw units, shape [codes.rows, dIn]. Reads the whole decoder where that is not in memory: decode many rows together.
   * @param raw the activations that were encoded: per-token normalisation needs their norms, or mean and deviation
   */
  async decode(codes: SparseCodes, raw: Float32Array): Promise<Float32Array> {
    const { dIn, dSae } = this;
    const output = { scales: new Float32Array(dSae).fill(1), offset: this.form.decoderBias };
    const running = new RunningDecode(codes, dIn, output);
    for await (const { first, weights } of this.decoderStretches()) running.add(first, weights);
    const { decoded } = running;
    const scaling = rowScaling(raw, dIn, this.form.normalizeActivations);
    if (scaling !== null) restoreRows(decoded, dIn, scaling);
    return decoded;
  }

  /** The decoder's rows, shape [dSae, dIn], not to be changed: what one unit of an activation adds, before any per-token rescaling. */
  async readDecoder(): Promise<Float32Array> {
    const { decoder } = this;
    return decoder instanceof Float32Array ? decoder : decoder.read('decoder', 0, this.dIn * this.dSae);
  }

  /** Likewise of some features, shape [features, dIn], in the order given. */
  async decoderRows(features: readonly number[]): Promise<Float32Array> {
    const { decoder, dIn } = this;
    const rows = new Float32Array(features.length * dIn);
    for (const [i, feature] of features.entries()) {
      const [from, to] = [feature * dIn, (feature + 1) * dIn];
      const row =
        decoder instanceof Float32Array
          ? decoder.subarray(from, to)
          : await decoder.read('decoder', from, to);
      rows.set(row, i * dIn);
    }
    return rows;
  }

  /** What the decoder's part of xhat is multiplied by on each row, shape [rows]: 1 where rows are not normalised one by one. */
  rowFactors(raw: Float32Array): Float32Array {
    const scaling = rowScaling(raw, this.dIn, this.form.normalizeActivations);
    return scaling?.factors ?? new Float32Array(raw.length / this.dIn).fill(1);
  }

  async dispose(): Promise<void> {
    await this.session.release();
  }

  private async *decoderStretches(): AsyncGenerator<{ first: number; weights: Float32Array }> {
    const { decoder, dIn } = this;
    if (decoder instanceof Float32Array) {
      yield { first: 0, weights: decoder };
      return;
    }
    for (const { from, to } of saelensStretches('decoder', this)) {
      yield { first: from / dIn, weights: await decoder.read('decoder', from, to) };
    }
  }

  private scaleIn(raw: Float32Array): Float32Array {
    const scaling = rowScaling(raw, this.dIn, this.form.normalizeActivations);
    return scaling === null ? raw : scaleRows(raw, this.dIn, scaling);
  }
}
