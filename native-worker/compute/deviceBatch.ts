/** A step's batch that lies on the card where the step runs: it never was, and never will be, on the host. */
import type { Tensor } from 'onnxruntime-node';
import type { FloatArray } from './saeState.ts';

export class DeviceBatch {
  /** x [rows, dIn], normalised, every entry finite. */
  readonly tensor: Tensor;
  /** Sum of ||x||^2 over its rows. */
  readonly squaredNorm: number;

  constructor(tensor: Tensor, squaredNorm: number) {
    this.tensor = tensor;
    this.squaredNorm = squaredNorm;
  }

  /** Of x. */
  get length(): number {
    return this.tensor.size;
  }

  dispose(): void {
    this.tensor.dispose();
  }
}

/** A batch on a card reached a backend that works elsewhere. */
export class DeviceBatchError extends Error {
  constructor(device: string) {
    super(
      `The batch lies on a card, but the SAE is trained on ${device}. Only a backend on webgpu takes such batches; read the rows with the source's next().`,
    );
    this.name = 'DeviceBatchError';
  }
}

/** For backends that work on the host. @throws DeviceBatchError after the batch was disposed */
export function hostRows<A extends FloatArray>(x: A | DeviceBatch, device: string): A {
  if (!(x instanceof DeviceBatch)) return x;
  x.dispose();
  throw new DeviceBatchError(device);
}
