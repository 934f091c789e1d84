/** What `monosema doctor --gpu` finds out about a device: is it right, and is it fast. */
import type { Device, DeviceReport } from './device.ts';
import type { PresetAlgorithm } from './training.ts';

/** A few steps of one algorithm beside the float64 reference. */
export interface AlgorithmCheck {
  algorithm: PresetAlgorithm;
  steps: number;
  /** Largest relative differences of a step's squared error, and of a parameter array at the end to its largest entry; null where it failed. */
  error: number | null;
  parameters: number | null;
  ok: boolean;
  /** Why it is not; null where it is. */
  problem: string | null;
}

/** A training step at one size. */
export interface StepSpeed {
  dIn: number;
  dSae: number;
  batchTokens: number;
  /** Median; null where it was not run. */
  milliseconds: number | null;
  /** What was run, or why it was not. */
  note: string;
}

export interface DeviceCheck {
  device: Exclude<Device, 'auto'>;
  /** As a run would report it; null where the device was refused. */
  report: DeviceReport | null;
  /** Why it was refused. */
  refusal: string | null;
  /** GFLOP/s of matrix products; null where they were not measured. */
  products: number | null;
  algorithms: AlgorithmCheck[];
  steps: StepSpeed[];
}
