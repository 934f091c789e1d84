/** Devices: what a user asks for, what onnxruntime calls it, and what was chosen and why. */

/** What a user may ask for. `auto` tries webgpu, cuda, then cpu and reports each refusal. */
export type Device = 'auto' | 'webgpu' | 'cuda' | 'cpu';

/** An onnxruntime execution provider, or `reference`: plain TypeScript in float64. */
export type ComputeDevice = 'webgpu' | 'cuda' | 'coreml' | 'dml' | 'cpu' | 'reference';

/** Shown on screen and kept in run.json: there is no silent fallback. */
export interface DeviceReport {
  requested: Device | 'reference';
  chosen: ComputeDevice;
  /** Why `chosen` was chosen, in one sentence. */
  reason: string;
  rejected: { device: ComputeDevice; reason: string }[];
}
