/**
 * The matrix products of a block, each a graph of one Gemm, on tensors that lie in the kernels' memory.
 * onnxruntime-node writes into a tensor that it is given for an output, and then still copies that output into a new array, which costs a
 * tenth of a step and more. It refuses to hand out what is no tensor, and does so after the computation and in the order of the outputs: an empty
 * sequence in front ends the call before anything is copied. A trial at the start makes sure that the product was computed by then.
 */
import { create, toBinary } from '@bufbuild/protobuf';
import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { createSession } from '../../onnx/devices.ts';
import { GraphBuilder } from '../../onnx/graphBuilder.ts';
import { ort } from '../../onnx/ort.ts';
import { ModelProtoSchema, ValueInfoProtoSchema } from '../../onnx/proto/onnx_pb.gen.ts';
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

/** Name of the output that ends a call, and what onnxruntime-node says of it. */
const endOfCall = 'end';
const refusal = 'Non tensor type is temporarily not supported';

export class Product {
  readonly #kernels: Kernels;
  readonly #session: InferenceSession;
  /** Whether the output that ends a call is asked for. */
  readonly #withoutCopy: boolean;

  /** On one thread: the workers are the threads. @param withoutCopy false where outputs are to be copied in any case */
  static async open(kernels: Kernels, form: ProductForm, withoutCopy = true): Promise<Product> {
    const { session } = await createSession(graphOf(form), 'cpu', { threads: 1, allowSpinning: false });
    const product = new Product(kernels, session, withoutCopy);
    if (!withoutCopy || (await product.#works(form))) return product;
    return new Product(kernels, session, false);
  }

  private constructor(kernels: Kernels, session: InferenceSession, withoutCopy: boolean) {
    this.#kernels = kernels;
    this.#session = session;
    this.#withoutCopy = withoutCopy;
  }

  /** into = a b (+ c), transposed as the form says. `into` may not overlap the factors. */
  async run(a: Matrix, b: Matrix, into: Matrix, c?: Matrix): Promise<void> {
    const feeds = {
      a: this.#tensor(a),
      b: this.#tensor(b),
      ...(c === undefined ? {} : { c: this.#tensor(c) }),
    };
    const y = this.#tensor(into);
    if (!this.#withoutCopy) {
      await this.#session.run(feeds, { y });
      return;
    }
    try {
      await this.#session.run(feeds, { [endOfCall]: null, y });
    } catch (error) {
      if (!(error instanceof Error && error.message.includes(refusal))) throw error;
    }
  }

  async dispose(): Promise<void> {
    await this.#session.release();
  }

  /** 2 x 3 (+ 1) on scratch. */
  async #works({ adds = false }: ProductForm): Promise<boolean> {
    const one = (value: number): Matrix => {
      const at = this.#kernels.allocate(4);
      this.#kernels.floats(at, 1).fill(value);
      return { at, rows: 1, columns: 1 };
    };
    const into = one(0);
    await this.run(one(2), one(3), into, adds ? one(1) : undefined);
    return this.#kernels.floats(into.at, 1)[0] === (adds ? 7 : 6);
  }

  #tensor({ at, rows, columns }: Matrix): Tensor {
    return new ort.Tensor('float32', this.#kernels.floats(at, rows * columns), [rows, columns]);
  }
}

function graphOf({ transA = false, transB = false, adds = false }: ProductForm): Uint8Array {
  const graph = new GraphBuilder('product');
  const factors = ['a', 'b', ...(adds ? ['c'] : [])].map((name) =>
    graph.input(name, 'float32', [null, null]),
  );
  graph.node('SequenceEmpty', [], {}, { names: [endOfCall] });
  const attributes = { transA: transA ? 1 : 0, transB: transB ? 1 : 0 };
  graph.output('y', 'float32', [null, null], graph.node('Gemm', factors, attributes));
  const model = graph.toModel();
  // Without a type, which onnxruntime infers; before the others, so that it is come to first.
  model.graph?.output.unshift(create(ValueInfoProtoSchema, { name: endOfCall }));
  return toBinary(ModelProtoSchema, model);
}
