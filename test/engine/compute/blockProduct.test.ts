/** Products on the kernels' memory: the call that ends before its output is copied gives the same numbers, and real errors get through. */
import { describe, expect, test } from 'vitest';
import {
  Product,
  type Matrix,
  type ProductForm,
} from '../../../native-worker/compute/sparse/blockProduct.ts';
import { Kernels } from '../../../native-worker/kernels/kernels.ts';

const kernels = new Kernels();

function matrix(rows: number, columns: number, seed: number): Matrix {
  const at = kernels.allocate(4 * rows * columns);
  kernels
    .floats(at, rows * columns)
    .set(Float32Array.from({ length: rows * columns }, (_, i) => (i * seed) % 7));
  return { at, rows, columns };
}

const values = ({ at, rows, columns }: Matrix): number[] => Array.from(kernels.floats(at, rows * columns));

describe('a product', () => {
  const forms: [string, ProductForm][] = [
    ['as it is', {}],
    ['transposed and added to', { transB: true, adds: true }],
  ];

  test.each(forms)('is the same whether its output is copied besides or not: %s', async (_, form) => {
    const [rows, inner, columns] = [5, 4, 3];
    const a = matrix(rows, inner, 3);
    const b = form.transB === true ? matrix(columns, inner, 5) : matrix(inner, columns, 5);
    const c = matrix(rows, columns, 2);
    const found: number[][] = [];
    for (const withoutCopy of [true, false]) {
      const into = matrix(rows, columns, 1);
      const product = await Product.open(kernels, form, withoutCopy);
      await product.run(a, b, into, form.adds === true ? c : undefined);
      await product.dispose();
      found.push(values(into));
    }
    const [left, right, added] = [values(a), values(b), values(c)];
    const expected = Array.from({ length: rows * columns }, (_, at) => {
      const [row, column] = [Math.floor(at / columns), at % columns];
      let sum = form.adds === true ? (added[at] ?? 0) : 0;
      for (let i = 0; i < inner; i++) {
        const other = form.transB === true ? right[column * inner + i] : right[i * columns + column];
        sum += (left[row * inner + i] ?? 0) * (other ?? 0);
      }
      return sum;
    });
    expect(found).toEqual([expected, expected]);
  });

  test('passes on what onnxruntime has against its factors', async () => {
    const product = await Product.open(kernels, {});
    await expect(product.run(matrix(2, 3, 1), matrix(2, 3, 1), matrix(2, 3, 1))).rejects.toThrow(/Gemm/);
    await product.dispose();
  });
});
