/** A tensor seen through strides: as it lies, or turned. What is turned is read whole, once, and let go when its last element was asked for. */
import { elementsOf } from './elements.ts';
import type { ForeignTensor } from './weightFile.ts';

type Shape = readonly number[];

/** Row-major strides of a shape, in elements. */
export function rowMajor(shape: Shape): number[] {
  const strides = shape.map(() => 1);
  for (let axis = shape.length - 2; axis >= 0; axis--) {
    strides[axis] = (strides[axis + 1] ?? 1) * (shape[axis + 1] ?? 1);
  }
  return strides;
}

/**
 * @param flat all elements there are, in order of the file
 * @param offset of the first element
 * @throws RangeError where the strides lead beyond what there is
 */
export function strided(flat: ForeignTensor, shape: Shape, strides: Shape, offset = 0): ForeignTensor {
  const count = elementsOf(shape);
  const last = shape.reduce((sum, dim, axis) => sum + (dim - 1) * (strides[axis] ?? NaN), offset);
  const available = elementsOf(flat.shape);
  // An expanded tensor, whose elements repeat, could be of any size: no weight is one.
  if (!(count <= available) || !(offset >= 0) || (count > 0 && !(last < available)))
    throw new RangeError(
      `shape [${shape.join(', ')}] with strides [${strides.join(', ')}] needs ${last + 1} elements of ${available}`,
    );
  if (isRowMajor(shape, strides)) {
    return { shape, read: (from, to) => flat.read(offset + from, offset + to) };
  }
  return { shape, read: gatherer(flat, shape, strides, { offset, last, count }) };
}

/** The same matrix with rows and columns exchanged. */
export function transposed(matrix: ForeignTensor): ForeignTensor {
  const [rows = 0, columns = 0] = matrix.shape;
  return strided(matrix, [columns, rows], [1, columns]);
}

function isRowMajor(shape: Shape, strides: Shape): boolean {
  const plain = rowMajor(shape);
  return shape.every((dim, axis) => dim <= 1 || strides[axis] === plain[axis]);
}

function gatherer(
  flat: ForeignTensor,
  shape: Shape,
  strides: Shape,
  { offset, last, count }: { offset: number; last: number; count: number },
): ForeignTensor['read'] {
  let held: Promise<Float32Array> | null = null;
  return async (from, to) => {
    held ??= flat.read(offset, last + 1);
    const source = await held;
    if (to >= count) held = null;
    return gather(source, shape, strides, from, to);
  };
}

/** Elements `from` up to `to` of the view, with the place in `source` counted on from element to element. */
function gather(source: Float32Array, shape: Shape, strides: Shape, from: number, to: number): Float32Array {
  const values = new Float32Array(to - from);
  const index = shape.map(() => 0);
  let rest = from;
  let at = 0;
  for (const [axis, stride] of rowMajor(shape).entries()) {
    const steps = Math.floor(rest / stride);
    rest -= steps * stride;
    index[axis] = steps;
    at += steps * (strides[axis] ?? 0);
  }
  for (let i = 0; i < values.length; i++) {
    values[i] = source[at] ?? NaN;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const next = (index[axis] ?? 0) + 1;
      at += strides[axis] ?? 0;
      if (next < (shape[axis] ?? 0)) {
        index[axis] = next;
        break;
      }
      at -= next * (strides[axis] ?? 0);
      index[axis] = 0;
    }
  }
  return values;
}
