/** Products of row-major float32 matrices by onnxruntime on the CPU: plain loops would take minutes at the widths of real models. */
import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { createSession } from '../../onnx/devices.ts';
import { GraphBuilder } from '../../onnx/graphBuilder.ts';
import { ort } from '../../onnx/ort.ts';

export class MatrixProduct {
  private readonly session: InferenceSession;

  private constructor(session: InferenceSession) {
    this.session = session;
  }

  /** @param transposed whether the product is of the transposed left or right matrix */
  static async open(transposed: 'left' | 'right' | 'none', threads?: number): Promise<MatrixProduct> {
    const graph = new GraphBuilder('product');
    const a = graph.input('a', 'float32', ['m', 'n']);
    const b = graph.input('b', 'float32', ['k', 'l']);
    const flags = { transA: transposed === 'left' ? 1 : 0, transB: transposed === 'right' ? 1 : 0 };
    graph.node('Gemm', [a, b], flags, { names: ['product'] });
    graph.output('product', 'float32', ['o', 'p']);
    const { session } = await createSession(graph.toBytes(), 'cpu', threads === undefined ? {} : { threads });
    return new MatrixProduct(session);
  }

  /** @param columns of each matrix as it lies in memory */
  async of(a: Float32Array, columnsOfA: number, b: Float32Array, columnsOfB: number): Promise<Float32Array> {
    const { product } = await this.session.run({
      a: new ort.Tensor('float32', a, [a.length / columnsOfA, columnsOfA]),
      b: new ort.Tensor('float32', b, [b.length / columnsOfB, columnsOfB]),
    });
    return (product as Tensor).data as Float32Array;
  }

  async dispose(): Promise<void> {
    await this.session.release();
  }
}
