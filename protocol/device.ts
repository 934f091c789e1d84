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

/** Shown on screen and kept in run.json: there is no silent fallback. */
export interface DeviceReport {
  requested: Device | 'reference';
  chosen: ComputeDevice;
  /** Why `chosen` was chosen, in one sentence or two. */
  reason: string;
  rejected: { device: ComputeDevice; reason: string }[];
}
