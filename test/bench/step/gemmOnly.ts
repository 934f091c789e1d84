/**
 * The least that a step in float32 can cost: the encoder's product alone, 2 B d M operations, block by block as the sparse backend does it but
 * with only one row of each block taken out, so that nothing but the product is timed.
 */
import type { InferenceSession } from 'onnxruntime-node';
import { createSession } from '../../../native-worker/onnx/devices.ts';
import { GraphBuilder } from '../../../native-worker/onnx/graphBuilder.ts';
import { ort } from '../../../native-worker/onnx/ort.ts';

export interface GemmSizes {
  dIn: number;
  /** Neurons of this worker. */
  neurons: number;
  batchTokens: number;
}

const mostRows = 1024;

export class GemmOnly {
  readonly #session: InferenceSession;
  readonly #sizes: GemmSizes;
  readonly #weights: Float32Array;
  readonly #x: Float32Array;

  /** On one thread. */
  static async open(sizes: GemmSizes): Promise<GemmOnly> {
    const graph = new GraphBuilder('gemm');
    const w = graph.input('w', 'float32', [null, sizes.dIn]);
    const x = graph.input('x', 'float32', [sizes.batchTokens, sizes.dIn]);
    const product = graph.node('Gemm', [w, x], { transB: 1 });
    const row = graph.node('Gather', [product, graph.indices(0)], { axis: 0 });
    graph.output('y', 'float32', [1, sizes.batchTokens], row);
    const { session } = await createSession(graph.toBytes(), 'cpu', { threads: 1, allowSpinning: false });
    return new GemmOnly(session, sizes);
  }

  private constructor(session: InferenceSession, sizes: GemmSizes) {
    this.#session = session;
    this.#sizes = sizes;
    this.#weights = wave(sizes.neurons * sizes.dIn);
    this.#x = wave(sizes.batchTokens * sizes.dIn);
  }

  async run(): Promise<void> {
    const { dIn, neurons, batchTokens } = this.#sizes;
    const x = new ort.Tensor('float32', this.#x, [batchTokens, dIn]);
    for (let from = 0; from < neurons; from += mostRows) {
      const rows = Math.min(mostRows, neurons - from);
      const w = this.#weights.subarray(from * dIn, (from + rows) * dIn);
      await this.#session.run({ w: new ort.Tensor('float32', w, [rows, dIn]), x });
    }
  }

  async dispose(): Promise<void> {
    await this.#session.release();
  }
}

/** Values of ordinary size; a product's speed does not depend on them. */
function wave(length: number): Float32Array {
  const values = new Float32Array(length);
  for (let i = 0; i < length; i++) values[i] = ((i * 16807) % 1021) / 1021 - 0.5;
  return values;
}
