/**
 * The int8 product of a block, one QLinearMatMul of onnxruntime on tensors in the kernels' memory. u8 x s8 is the pairing with fast
 * instructions (s8 x s8 takes twenty times as long). One byte a pair comes back instead of the four of MatMulInteger, and onnxruntime copies
 * every output.
 */
import type { InferenceSession } from 'onnxruntime-node';
import { createSession } from '../../onnx/devices.ts';
import { GraphBuilder } from '../../onnx/graphBuilder.ts';
import { ort } from '../../onnx/ort.ts';

/** W as codes + 128, [neurons, width]; X as codes, [width, tokens]. */
export interface Int8Factors {
  neurons: Uint8Array<ArrayBuffer>;
  tokens: Int8Array<ArrayBuffer>;
  /** What a token's code stands for, [tokens]. */
  tokenScales: Float32Array<ArrayBuffer>;
  rows: number;
  width: number;
  columns: number;
}

const inputs = ['w', 'wScale', 'wZero', 'x', 'xScales', 'xZeros', 'unit', 'zero'] as const;

export class Int8Product {
  readonly #session: InferenceSession;
  #zeros: Int8Array<ArrayBuffer> = new Int8Array(0);

  /** On one thread: the workers are the threads. */
  static async open(): Promise<Int8Product> {
    const graph = new GraphBuilder('int8Product');
    graph.input('w', 'uint8', [null, null]);
    graph.input('wScale', 'float32', []);
    graph.input('wZero', 'uint8', []);
    graph.input('x', 'int8', [null, null]);
    graph.input('xScales', 'float32', [null]);
    graph.input('xZeros', 'int8', [null]);
    graph.input('unit', 'float32', []);
    graph.input('zero', 'uint8', []);
    graph.output('y', 'uint8', [null, null], graph.node('QLinearMatMul', inputs));
    const { session } = await createSession(graph.toBytes(), 'cpu', { threads: 1, allowSpinning: false });
    return new Int8Product(session);
  }

  private constructor(session: InferenceSession) {
    this.#session = session;
  }

  /** into[m, t] = sum of products of codes x tokenScale / unit, rounded, within 0 and 255; shape [rows, columns]. */
  async run(
    { neurons, tokens, tokenScales, rows, width, columns }: Int8Factors,
    unit: number,
    into: Uint8Array<ArrayBuffer>,
  ): Promise<void> {
    if (this.#zeros.length !== columns) this.#zeros = new Int8Array(columns);
    const scalar = (value: number) => new ort.Tensor('float32', Float32Array.of(value), []);
    const byte = (value: number) => new ort.Tensor('uint8', Uint8Array.of(value), []);
    const feeds = {
      w: new ort.Tensor('uint8', neurons, [rows, width]),
      wScale: scalar(1),
      wZero: byte(128),
      x: new ort.Tensor('int8', tokens, [width, columns]),
      xScales: new ort.Tensor('float32', tokenScales, [columns]),
      xZeros: new ort.Tensor('int8', this.#zeros, [columns]),
      unit: scalar(unit),
      zero: byte(0),
    };
    await this.#session.run(feeds, { y: new ort.Tensor('uint8', into, [rows, columns]) });
  }

  async dispose(): Promise<void> {
    await this.#session.release();
  }
}
