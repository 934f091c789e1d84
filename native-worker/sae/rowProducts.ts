/** A B^T, a block of A's rows at a time through onnxruntime, so that rows x others floats never lie in memory together. */
import type { Tensor } from 'onnxruntime-node';
import { ShapeError } from '../compute/errors.ts';
import { wholeRows } from '../compute/checkBatch.ts';
import { createSession } from '../onnx/devices.ts';
import { GraphBuilder } from '../onnx/graphBuilder.ts';
import { ort } from '../onnx/ort.ts';

const blockRows = 256;

/**
 * Calls `visit` for each row in index order with its inner products with all the others, shape [others]: a view, valid during the call.
 * @param rows shape [n, width], and `others` [m, width]
 * @throws ShapeError
 */
export async function rowProducts(
  rows: Float32Array,
  others: Float32Array,
  width: number,
  visit: (row: number, products: Float32Array) => void,
): Promise<void> {
  const [n, m] = [wholeRows(rows, width), wholeRows(others, width)];
  if (m === 0) throw new ShapeError('The other rows', width, 0);
  const graph = new GraphBuilder('rowProducts');
  const block = graph.input('block', 'float32', ['rows', width]);
  const all = graph.input('all', 'float32', [m, width]);
  graph.node('Gemm', [block, all], { transB: 1 }, { names: ['products'] });
  graph.output('products', 'float32', ['rows', m]);
  const { session } = await createSession(graph.toBytes(), 'cpu');
  try {
    const feedAll = new ort.Tensor('float32', others, [m, width]);
    for (let start = 0; start < n; start += blockRows) {
      const count = Math.min(blockRows, n - start);
      const part = rows.subarray(start * width, (start + count) * width);
      const { products } = await session.run({
        block: new ort.Tensor('float32', part, [count, width]),
        all: feedAll,
      });
      const values = (products as Tensor).data as Float32Array;
      for (let row = 0; row < count; row++) visit(start + row, values.subarray(row * m, (row + 1) * m));
    }
  } finally {
    await session.release();
  }
}
