/** The matrix products of a block, each a graph of one Gemm, on tensors that lie in the kernels' memory. */
import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { createSession } from '../../onnx/devices.ts';
import { GraphBuilder } from '../../onnx/graphBuilder.ts';
import { ort } from '../../onnx/ort.ts';
import type { Kernels } from '../../kernels/kernels.ts';

/** Where a matrix lies: address and shape. */
export interface Matrix {
  at: number;
  rows: number;
  columns: number;
}

export interface ProductForm {
  /** Whether the first or the second factor is transposed. */
  transA?: boolean;
  transB?: boolean;
  /** Whether a third matrix is added. */
  adds?: boolean;
}

export class Product {
  readonly #kernels: Kernels;
  readonly #session: InferenceSession;

  /** On one thread: the workers are the threads. */
  static async open(
    kernels: Kernels,
    { transA = false, transB = false, adds = false }: ProductForm,
  ): Promise<Product> {
    const graph = new GraphBuilder('product');
    const factors = ['a', 'b', ...(adds ? ['c'] : [])].map((name) =>
      graph.input(name, 'float32', [null, null]),
    );
    const attributes = { transA: transA ? 1 : 0, transB: transB ? 1 : 0 };
    graph.output('y', 'float32', [null, null], graph.node('Gemm', factors, attributes));
    const { session } = await createSession(graph.toBytes(), 'cpu', { threads: 1, allowSpinning: false });
    return new Product(kernels, session);
  }

  private constructor(kernels: Kernels, session: InferenceSession) {
    this.#kernels = kernels;
    this.#session = session;
  }

  /** into = a b (+ c), transposed as the form says. `into` may not overlap the factors. */
  async run(a: Matrix, b: Matrix, into: Matrix, c?: Matrix): Promise<void> {
    const feeds = {
      a: this.#tensor(a),
      b: this.#tensor(b),
      ...(c === undefined ? {} : { c: this.#tensor(c) }),
    };
    await this.#session.run(feeds, { y: this.#tensor(into) });
  }

  async dispose(): Promise<void> {
    await this.#session.release();
  }

  #tensor({ at, rows, columns }: Matrix): Tensor {
    return new ort.Tensor('float32', this.#kernels.floats(at, rows * columns), [rows, columns]);
  }
}
