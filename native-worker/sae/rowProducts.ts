/** A B^T, a block of A's rows at a time through onnxruntime, so that rows x others floats never lie in memory together. */
import { setImmediate as yieldToEvents } from 'node:timers/promises';
import type { Tensor } from 'onnxruntime-node';
import { ShapeError } from '../compute/errors.ts';
import { wholeRows } from '../compute/checkBatch.ts';
import { createSession } from '../onnx/devices.ts';
import { GraphBuilder } from '../onnx/graphBuilder.ts';
import { ort } from '../onnx/ort.ts';
import { rowsAtOnce } from './rowsAtOnce.ts';

const mostBlockRows = 256;

export interface RowProductOptions {
  /** Products of row i with the others up to i alone are wanted: those behind come in part or not at all, which halves the work. */
  lower?: boolean;
  /** Awaited after each block, a second or so at most: pending while paused, rejecting to end. */
  check?: (() => Promise<void>) | undefined;
}

/**
 * Calls `visit` for each row in index order with its inner products with the others, shape [others]: a view, valid during the call.
 * @param rows shape [n, width], and `others` [m, width]
 * @throws ShapeError
 */
export async function rowProducts(
  rows: Float32Array,
  others: Float32Array,
  width: number,
  visit: (row: number, products: Float32Array) => void,
  { lower = false, check }: RowProductOptions = {},
): Promise<void> {
  const [n, m] = [wholeRows(rows, width), wholeRows(others, width)];
  if (m === 0) throw new ShapeError('The other rows', width, 0);
  const graph = new GraphBuilder('rowProducts');
  const block = graph.input('block', 'float32', ['rows', width]);
  const all = graph.input('all', 'float32', ['others', width]);
  graph.node('Gemm', [block, all], { transB: 1 }, { names: ['products'] });
  graph.output('products', 'float32', ['rows', 'others']);
  const { session } = await createSession(graph.toBytes(), 'cpu');
  try {
    const blockRows = Math.min(mostBlockRows, rowsAtOnce(m));
    for (let start = 0; start < n; start += blockRows) {
      const count = Math.min(blockRows, n - start);
      const columns = lower ? Math.min(m, start + count) : m;
      const part = rows.subarray(start * width, (start + count) * width);
      const { products } = await session.run({
        block: new ort.Tensor('float32', part, [count, width]),
        all: new ort.Tensor('float32', others.subarray(0, columns * width), [columns, width]),
      });
      const values = (products as Tensor).data as Float32Array;
      for (let row = 0; row < count; row++) {
        visit(start + row, values.subarray(row * columns, (row + 1) * columns));
      }
      // A run of onnxruntime blocks the thread: let messages in.
      await yieldToEvents();
      await check?.();
    }
  } finally {
    await session.release();
  }
}
