/** Tensors of token ids, masks and positions. */
import type { Tensor } from 'onnxruntime-node';
import type { ElementType } from '../onnx/elementType.ts';
import { ort } from '../onnx/ort.ts';

export type Integers = 'int64' | 'int32';

export function isInteger(type: ElementType | undefined): type is Integers {
  return type === 'int64' || type === 'int32';
}

/** 32-bit values as whichever type the graph takes. */
export function integerTensor(type: Integers, values: ArrayLike<number>, dims: number[]): Tensor {
  if (type === 'int32') return new ort.Tensor('int32', Int32Array.from(values), dims);
  return new ort.Tensor('int64', int64s(values), dims);
}

/** The low and the high half of each, little-endian: making a BigInt for each value shows in a small model's harvest. */
function int64s(values: ArrayLike<number>): BigInt64Array {
  const halves = new Int32Array(2 * values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? 0;
    halves[2 * i] = value;
    halves[2 * i + 1] = value >> 31;
  }
  return new BigInt64Array(halves.buffer);
}
