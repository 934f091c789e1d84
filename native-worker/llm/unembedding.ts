/**
 * What a direction in the residual stream does to the logits by itself: W_U diag(gamma) v, v centred over its dimensions where the final
 * norm centres, without division by the norm's root mean square. The direct logit effect is this minus its mean over the vocabulary.
 * Product and weights are those of the model's own head, in float32; onnxruntime maps what lies in files.
 */
import type { InferenceSession } from 'onnxruntime-node';
import { createSession } from '../onnx/devices.ts';
import type { GraphIndex } from '../onnx/graph.ts';
import type { OnnxFile } from '../onnx/onnxFile.ts';
import { ort } from '../onnx/ort.ts';
import { residualStream } from './residualStream.ts';
import { measureNorm } from './unembedding/finalNorm.ts';
import type { FinalNorm } from './unembedding/finalNorm.ts';
import { linearHead } from './unembedding/linearHead.ts';
import { normModel, streamTypes } from './unembedding/normProbe.ts';
import { NewNodes, partialModel } from './unembedding/partialModel.ts';
import { UnembeddingError } from './unembedding/unembeddingError.ts';

export interface UnembeddingOptions {
  /** d, the width of the residual stream. */
  width: number;
  vocabularySize: number;
  /** Name of the tensor with the logits. */
  logits: string;
  threads?: number;
}

const inputName = 'monosema_directions';

export class Unembedding {
  readonly width: number;
  readonly vocabularySize: number;
  readonly norm: FinalNorm;
  private readonly session: InferenceSession;

  private constructor(session: InferenceSession, norm: FinalNorm, options: UnembeddingOptions) {
    this.session = session;
    this.norm = norm;
    this.width = options.width;
    this.vocabularySize = options.vocabularySize;
  }

  /** @throws UnembeddingError where the model's head or final norm is not understood, or onnxruntime refuses it */
  static async open(onnx: OnnxFile, index: GraphIndex, options: UnembeddingOptions): Promise<Unembedding> {
    try {
      return await Unembedding.tryOpen(onnx, index, options);
    } catch (error) {
      if (error instanceof UnembeddingError) throw error;
      throw new UnembeddingError(onnx.file, error instanceof Error ? error.message : String(error));
    }
  }

  private static async tryOpen(
    onnx: OnnxFile,
    index: GraphIndex,
    options: UnembeddingOptions,
  ): Promise<Unembedding> {
    const { logits, width, threads } = options;
    const nodes = new NewNodes();
    const head = linearHead(index, logits, inputName, nodes);
    if (!head) {
      throw new UnembeddingError(onnx.file, `'${logits}' is no product of one tensor with constant weights`);
    }
    const norm = await openNorm(onnx, index, head.source, width);
    const bytes = partialModel(onnx.model, index, nodes.nodes, {
      input: { name: inputName, shape: ['rows', width] },
      output: { name: head.output, shape: ['rows', null] },
    });
    const session = await open(onnx, bytes, threads);
    try {
      const unembedding = new Unembedding(session, norm, options);
      await unembedding.project(new Float32Array(width));
      return unembedding;
    } catch (error) {
      await session.release();
      throw error;
    }
  }

  /**
   * W_U diag(gamma) v for each row v of `directions`, shape [rows, width]. Shape [rows, vocabularySize], a copy of 0.7 ms a megabyte: a few
   * rows at a time.
   */
  async project(directions: Float32Array): Promise<Float32Array> {
    const { width, vocabularySize } = this;
    const rows = directions.length / width;
    const x = new ort.Tensor('float32', this.throughNorm(directions), [rows, width]);
    const run = await this.session.run({ [inputName]: x });
    const [output = ''] = this.session.outputNames;
    const data = run[output]?.data;
    if (data instanceof Float32Array && data.length === rows * vocabularySize) return data;
    const got = run[output]?.dims.join(', ') ?? 'nothing';
    throw new UnembeddingError(
      'the model',
      `its head gives [${got}] for [${rows}, ${vocabularySize}] logits`,
    );
  }

  async dispose(): Promise<void> {
    await this.session.release();
  }

  private throughNorm(directions: Float32Array): Float32Array {
    const { width } = this;
    const { gamma, centres } = this.norm;
    const x = directions.slice();
    for (let start = 0; start < x.length; start += width) {
      const row = x.subarray(start, start + width);
      const mean = centres ? row.reduce((sum, value) => sum + value, 0) / width : 0;
      for (let i = 0; i < width; i++) row[i] = ((row[i] ?? 0) - mean) * (gamma[i] ?? 0);
    }
    return x;
  }
}

async function open(onnx: OnnxFile, bytes: Uint8Array, threads?: number): Promise<InferenceSession> {
  const { externalDataFolder } = onnx;
  const { session } = await createSession(bytes, 'cpu', {
    // Weights in integers are made float32 once, not kept for a product of integers, which would round the directions.
    plainFloat: true,
    ...(externalDataFolder === null ? {} : { externalDataFolder }),
    ...(threads === undefined ? {} : { threads }),
  });
  return session;
}

async function openNorm(
  onnx: OnnxFile,
  index: GraphIndex,
  normed: string,
  width: number,
): Promise<FinalNorm> {
  const stream = residualStream(index).at(-1)?.after;
  if (stream === undefined) throw new UnembeddingError(onnx.file, 'it has no residual stream');
  const refusals: string[] = [];
  for (const type of streamTypes) {
    const bytes = normModel(onnx.model, index, { stream, normed }, type);
    if (!bytes) throw new UnembeddingError(onnx.file, `'${normed}' does not depend on '${stream}' alone`);
    let session: InferenceSession;
    try {
      session = await open(onnx, bytes);
    } catch (error) {
      refusals.push(error instanceof Error ? error.message : String(error));
      continue;
    }
    try {
      const norm = await measureNorm(session, width);
      if (norm) return norm;
      throw new UnembeddingError(onnx.file, `what lies between '${stream}' and '${normed}' is no norm`);
    } finally {
      await session.release();
    }
  }
  throw new UnembeddingError(onnx.file, refusals.join(' '));
}
