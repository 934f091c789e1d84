/** Which devices onnxruntime-node has on this machine's platform, in the order in which `auto` tries them. */
import { devicePlatforms } from '../../protocol/device.ts';
import type { Device, DeviceReport } from '../../protocol/device.ts';

/** A device by its name. */
export type NamedDevice = Exclude<Device, 'auto'>;
export type GpuDevice = Exclude<NamedDevice, 'cpu'>;

/**
 * WebGPU first: it takes any vendor's card and keeps an SAE's state on it between steps, which the others cannot from Node. Then the
 * platform's own: CUDA on Linux, Core ML on macOS, DirectML on Windows. No platform has two of those.
 */
const order: readonly NamedDevice[] = ['webgpu', 'cuda', 'coreml', 'dml', 'cpu'];

export function platformName(): string {
  return `${process.platform}-${process.arch}`;
}

/** @param platform as `process.platform`-`process.arch` */
export function devicesOf(platform = platformName()): NamedDevice[] {
  return order.filter((device) => isOffered(device, platform));
}

/** Those that are worth a try before the CPU. */
export function gpusOf(platform = platformName()): GpuDevice[] {
  return devicesOf(platform).filter((device) => device !== 'cpu');
}

function isOffered(device: NamedDevice, platform: string): boolean {
  const platforms = devicePlatforms[device];
  return platforms === null || platforms.includes(platform);
}

/** Why a device cannot be had here at all; null where it may be there. */
export function platformRefusal(device: NamedDevice, platform = platformName()): string | null {
  const platforms = devicePlatforms[device];
  if (platforms === null || platforms.includes(platform)) return null;
  return `onnxruntime-node has it on ${platforms.join(', ')} only, and this is ${platform}.`;
}

/** The chosen device by the name under which it can be asked for again. */
export function chosenDevice({ chosen }: Pick<DeviceReport, 'chosen'>): NamedDevice {
  return chosen === 'reference' ? 'cpu' : chosen;
}
