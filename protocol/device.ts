/** Devices: what a user asks for, what onnxruntime calls it, and what was chosen and why. */

/** What a user may ask for. `auto` tries webgpu, cuda, then cpu and reports each refusal. */
export type Device = 'auto' | 'webgpu' | 'cuda' | 'cpu';

/** An onnxruntime execution provider, or `reference`: plain TypeScript in float64. */
export type ComputeDevice = 'webgpu' | 'cuda' | 'coreml' | 'dml' | 'cpu' | 'reference';

/** Whether SAEs on the CPU look for active pairs by int8 products first. `auto`: where the CPU gains by it. No choice loses a pair. */
export const INT8 = ['auto', 'on', 'off'] as const;
export type Int8 = (typeof INT8)[number];

/** Shown on screen and kept in run.json: there is no silent fallback. */
export interface DeviceReport {
  requested: Device | 'reference';
  chosen: ComputeDevice;
  /** Why `chosen` was chosen, in one sentence. */
  reason: string;
  rejected: { device: ComputeDevice; reason: string }[];
  /** Whether int8 screening was chosen; left out where it was no choice. A resumed run keeps it. */
  int8?: boolean;
}
