/**
 * A finished SAE for the index and the inspector: raw activations in, sparse codes out, and back.
 * Reads SAELens v6 folders; onnxruntime does the encoder's product on the CPU, one pass over its output finds the active features.
 */
import type { InferenceSession, Tensor } from 'onnxruntime-node';
import type { CodeRule, SparseCodes } from '../compute/backend.ts';
import { wholeRows } from '../compute/checkBatch.ts';
import { CodeCollector } from '../compute/scanCodes.ts';
import { createSession } from '../onnx/devices.ts';
import { GraphBuilder } from '../onnx/graphBuilder.ts';
import { ort } from '../onnx/ort.ts';
import { readSaelens } from './formats/openSaelens.ts';
import type { SaelensWeights } from './formats/saelensFold.ts';
import { rowNorms } from './normalisation.ts';

/** Rows encoded at a time: bounds the memory of the pre-activations. */
const encodeRows = 1024;

export class SparseAutoencoder {
  readonly dIn: number;
  readonly dSae: number;
  readonly weights: SaelensWeights;
  /** No z of a feature is at or below it: highlights grade from it to the maximum. 0 but for `jumprelu`. Shape [dSae]. */
  readonly thresholds: Float32Array;
  /** What cfg.json holds under `metadata`. */
  readonly metadata: Readonly<Record<string, unknown>>;
  private readonly session: InferenceSession;

  /**
   * @param folder an SAELens v6 folder (`<run>/sae`)
   * @throws SaelensFolderError, SafetensorsError
   */
  static async load(folder: string, threads?: number): Promise<SparseAutoencoder> {
    const { weights, metadata } = await readSaelens(folder);
    return SparseAutoencoder.from(weights, metadata, threads);
  }

  static async from(
    weights: SaelensWeights,
    metadata: Readonly<Record<string, unknown>> = {},
    threads?: number,
  ): Promise<SparseAutoencoder> {
    const options = threads === undefined ? {} : { threads };
    const { session } = await createSession(encoderGraph(weights), 'cpu', options);
    return new SparseAutoencoder(weights, metadata, session);
  }

  private constructor(
    weights: SaelensWeights,
    metadata: Readonly<Record<string, unknown>>,
    session: InferenceSession,
  ) {
    this.weights = weights;
    this.dIn = weights.dIn;
    this.dSae = weights.dSae;
    this.thresholds = (weights.threshold ?? new Float32Array(weights.dSae)).map((value) =>
      Math.max(0, value),
    );
    this.metadata = metadata;
    this.session = session;
  }

  /** Codes of raw activations, shape [rows, dIn]. Under per-token normalisation z does not grow with ||x||. */
  async encode(raw: Float32Array): Promise<SparseCodes> {
    const rule: CodeRule = {
      activation: 'jumprelu',
      biases: new Float32Array(this.dSae),
      cuts: this.thresholds,
      k: this.weights.k,
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
    for (let row = 0; row < rows; row += encodeRows) {
      const block = raw.subarray(row * this.dIn, Math.min(rows, row + encodeRows) * this.dIn);
      const x = new ort.Tensor('float32', this.scaleIn(block), [block.length / this.dIn, this.dIn]);
      const { pre } = await this.session.run({ x });
      visit((pre as Tensor).data as Float32Array);
    }
  }

  /**
   * xhat in raw units, shape [codes.rows, dIn].
   * @param raw the activations that were encoded: per-token normalisation needs their norms
   */
  decode(codes: SparseCodes, raw: Float32Array): Float32Array {
    const { dIn } = this;
    const { decoder, decoderBias } = this.weights;
    const factors = this.outputFactors(raw);
    const decoded = new Float32Array(codes.rows * dIn);
    for (let row = 0; row < codes.rows; row++) {
      const out = decoded.subarray(row * dIn, (row + 1) * dIn);
      out.set(decoderBias);
      for (let pair = codes.rowPointers[row] ?? 0; pair < (codes.rowPointers[row + 1] ?? 0); pair++) {
        const from = (codes.features[pair] ?? 0) * dIn;
        const value = codes.values[pair] ?? 0;
        for (let i = 0; i < dIn; i++) out[i] = (out[i] ?? 0) + value * (decoder[from + i] ?? 0);
      }
      const factor = factors?.[row] ?? 1;
      for (let i = 0; i < dIn; i++) out[i] = (out[i] ?? 0) * factor;
    }
    return decoded;
  }

  /** The decoder's row of a feature, shape [dIn] (a view): what one unit of its activation adds, before any per-token rescaling. */
  decoderRow(feature: number): Float32Array {
    return this.weights.decoder.subarray(feature * this.dIn, (feature + 1) * this.dIn);
  }

  async dispose(): Promise<void> {
    await this.session.release();
  }

  private scaleIn(raw: Float32Array): Float32Array {
    const factors = this.outputFactors(raw);
    if (!factors) return raw;
    return raw.map((value, i) => {
      const factor = factors[Math.floor(i / this.dIn)] ?? 0;
      return factor > 0 ? value / factor : 0;
    });
  }

  /** ||x|| / sqrt(dIn) of each row under `constant_norm_rescale`; null where nothing is rescaled. */
  private outputFactors(raw: Float32Array): Float32Array | null {
    if (this.weights.normalizeActivations === 'none') return null;
    return rowNorms(raw, this.dIn).map((norm) => norm / Math.sqrt(this.dIn));
  }
}

/** x [rows, dIn] -> x W_enc + c [rows, dSae], where c = b_enc - b_dec W_enc when the input is centred. */
function encoderGraph(weights: SaelensWeights): Uint8Array {
  const { dIn, dSae, encoder } = weights;
  const graph = new GraphBuilder('encoder');
  const x = graph.input('x', 'float32', ['rows', dIn]);
  const matrix = graph.float32('encoder', [dIn, dSae], encoder);
  const bias = graph.float32('bias', [dSae], centredBias(weights));
  graph.node('Gemm', [x, matrix, bias], {}, { names: ['pre'] });
  graph.output('pre', 'float32', ['rows', dSae]);
  return graph.toBytes();
}

export function centredBias({
  dIn,
  dSae,
  encoder,
  encoderBias,
  decoderBias,
  applyBDecToInput,
}: SaelensWeights): Float32Array {
  const bias = Float64Array.from(encoderBias);
  for (let i = 0; i < dIn && applyBDecToInput; i++) {
    const centre = decoderBias[i] ?? 0;
    for (let m = 0; m < dSae; m++) bias[m] = (bias[m] ?? 0) - centre * (encoder[i * dSae + m] ?? 0);
  }
  return Float32Array.from(bias);
}
