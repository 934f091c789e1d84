/** The state as device tensors: each step replaces some of them, and a replaced tensor's device memory is given back at once. */
import type { Tensor } from 'onnxruntime-node';
import { ort } from '../../onnx/ort.ts';
import { BackendNotLoadedError } from '../errors.ts';
import { denseShape } from './denseTensors.ts';
import type { DenseTensor } from './denseTensors.ts';

export class TensorStore {
  /** For readers; changed only by `put` and `replace`. */
  readonly tensors = new Map<DenseTensor, Tensor>();
  private readonly sizes: { dIn: number; dSae: number };

  constructor(sizes: { dIn: number; dSae: number }) {
    this.sizes = sizes;
  }

  /** Takes the values over: they must not be changed afterwards. */
  put(name: DenseTensor, values: Float32Array): void {
    this.replace(name, floatTensor(values, denseShape(name, this.sizes)));
  }

  replace(name: DenseTensor, next: Tensor): void {
    const old = this.tensors.get(name);
    this.tensors.set(name, next);
    if (old) disposeTensor(old);
  }

  /** @throws BackendNotLoadedError when no state was put. */
  get(name: DenseTensor): Tensor {
    const held = this.tensors.get(name);
    if (!held) throw new BackendNotLoadedError(name);
    return held;
  }

  dispose(): void {
    for (const held of this.tensors.values()) disposeTensor(held);
    this.tensors.clear();
  }
}

export function floatTensor(values: Float32Array, dims: number[]): Tensor {
  return new ort.Tensor('float32', values, dims);
}

function disposeTensor(value: Tensor): void {
  if (value.location === 'gpu-buffer') value.dispose();
}
