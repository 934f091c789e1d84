/** All cosines between rows, a block at a time through onnxruntime: dSae^2 floats never lie in memory together. */
import type { Tensor } from 'onnxruntime-node';
import { normaliseRows } from '../compute/reference/unitSphere.ts';
import { createSession } from '../onnx/devices.ts';
import { GraphBuilder } from '../onnx/graphBuilder.ts';
import { ort } from '../onnx/ort.ts';

const blockRows = 256;

/**
 * Calls `visit` for each row in index order with its cosines to all rows (itself included), shape [dSae].
 * @param weights rows of any length, shape [dSae, dIn]; a zero row has cosine 0 with every row
 */
export async function cosineBlocks(
  weights: Float32Array,
  dIn: number,
  visit: (row: number, cosines: Float32Array) => void,
): Promise<void> {
  const dSae = weights.length / dIn;
  const graph = new GraphBuilder('cosines');
  const block = graph.input('block', 'float32', ['rows', dIn]);
  const all = graph.input('all', 'float32', [dSae, dIn]);
  graph.node('Gemm', [block, all], { transB: 1 }, { names: ['cosines'] });
  graph.output('cosines', 'float32', ['rows', dSae]);
  const { session } = await createSession(graph.toBytes(), 'cpu');
  try {
    const unit = weights.slice();
    normaliseRows(unit, dIn);
    const feedAll = new ort.Tensor('float32', unit, [dSae, dIn]);
    for (let start = 0; start < dSae; start += blockRows) {
      const rows = Math.min(blockRows, dSae - start);
      const part = unit.subarray(start * dIn, (start + rows) * dIn);
      const { cosines } = await session.run({
        block: new ort.Tensor('float32', part, [rows, dIn]),
        all: feedAll,
      });
      const values = (cosines as Tensor).data as Float32Array;
      for (let row = 0; row < rows; row++) visit(start + row, values.subarray(row * dSae, (row + 1) * dSae));
    }
  } finally {
    await session.release();
  }
}
