/** Devices: what a user asks for, what onnxruntime calls it, and what was chosen and why. */

/** What a user may ask for. `auto` tries those of the platform, GPUs first, and reports each refusal. */
export const DEVICES = ['auto', 'webgpu', 'cuda', 'coreml', 'dml', 'cpu'] as const;
export type Device = (typeof DEVICES)[number];

/**
 * Where the packages of onnxruntime-node 1.30 have a device, as Node's `process.platform`-`process.arch`; null for everywhere. Elsewhere it
 * is refused by name. CUDA's libraries are not in the package: its install script fetches them.
 */
export const devicePlatforms = {
  auto: null,
  webgpu: ['linux-x64', 'darwin-arm64', 'win32-x64', 'win32-arm64'],
  cuda: ['linux-x64'],
  coreml: ['darwin-arm64'],
  dml: ['win32-x64', 'win32-arm64'],
  cpu: null,
} as const satisfies Record<Device, readonly string[] | null> as Record<Device, readonly string[] | null>;

/** An onnxruntime execution provider, or `reference`: plain TypeScript in float64. */
export type ComputeDevice = Exclude<Device, 'auto'> | 'reference';

/** Whether SAEs on the CPU look for active pairs by int8 products first. `auto`: where the CPU gains by it. No choice loses a pair. */
export const INT8 = ['auto', 'on', 'off'] as const;
export type Int8 = (typeof INT8)[number];

/** Shown on screen and kept in run.json: there is no silent fallback. */
export interface DeviceReport {
  requested: Device | 'reference';
  chosen: ComputeDevice;
  /** Why `chosen` was chosen, in one sentence or two. */
  reason: string;
  rejected: { device: ComputeDevice; reason: string }[];
  /** Whether int8 screening was chosen; left out where it was no choice. A resumed run keeps it. */
  int8?: boolean;
}

/** Where activations are between the language model and the SAE's step. */
export interface ActivationPath {
  on: 'device' | 'host';
  /** Why, in one sentence that begins with "They". */
  reason: string;
}

/** What a run computes on. */
export interface RunDevices {
  llm: DeviceReport;
  sae: DeviceReport;
  /** Left out where both compute in memory anyway, and by runs from before there was a choice: those go through memory. */
  activations?: ActivationPath;
}
