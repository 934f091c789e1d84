/** Rows of activations on a card, on their way to a step: only their norms are known to the host. */
import type { Tensor } from 'onnxruntime-node';
import { DeviceBatch } from '../../compute/deviceBatch.ts';
import type { DeviceRowGraphs } from '../../onnx/deviceRows.ts';

export class DeviceRows {
  /** ||x|| of each row, raw units, shape [rows]; all finite. */
  readonly norms: Float32Array;
  private readonly graphs: Pick<DeviceRowGraphs, 'scale' | 'toHost'>;
  private readonly tensor: Tensor;

  /** @param tensor raw units, shape [rows, dIn]; taken over */
  constructor(graphs: Pick<DeviceRowGraphs, 'scale' | 'toHost'>, tensor: Tensor, norms: Float32Array) {
    this.graphs = graphs;
    this.tensor = tensor;
    this.norms = norms;
  }

  /**
   * Each row times its factor, as a batch. The rows are used up.
   * @param factors shape [rows]
   */
  async scaled(factors: Float32Array): Promise<DeviceBatch> {
    try {
      const squaredNorm = this.norms.reduce((sum, norm, row) => sum + (norm * (factors[row] ?? NaN)) ** 2, 0);
      return new DeviceBatch(await this.graphs.scale(this.tensor, factors), squaredNorm);
    } finally {
      this.dispose();
    }
  }

  /** The values on the host, raw units, shape [rows, dIn]. The rows are used up. */
  async toHost(): Promise<Float32Array> {
    try {
      return await this.graphs.toHost(this.tensor);
    } finally {
      this.dispose();
    }
  }

  dispose(): void {
    this.tensor.dispose();
  }
}
