/** Tries devices one after the other: the first that opens is used, and why the others were not is kept. */
import type { DeviceReport } from '../../protocol/device.ts';
import { DeviceUnavailableError } from './deviceUnavailableError.ts';
import type { NamedDevice } from './deviceOrder.ts';

export interface Usable<T> {
  opened: T;
  /** Why this device, in one sentence. */
  reason: string;
}

export interface Tried<T> {
  /** Null when every device was refused. */
  found: (Usable<T> & { device: NamedDevice }) | null;
  rejected: DeviceReport['rejected'];
}

/** @param open opens on a device, or throws DeviceUnavailableError to refuse it; any other error ends the search */
export async function firstUsable<T, D extends NamedDevice>(
  devices: readonly D[],
  open: (device: D) => Promise<Usable<T>>,
): Promise<Tried<T>> {
  const rejected: DeviceReport['rejected'] = [];
  for (const device of devices) {
    try {
      return { found: { device, ...(await open(device)) }, rejected };
    } catch (error) {
      if (!(error instanceof DeviceUnavailableError)) throw error;
      rejected.push({ device, reason: error.reason });
    }
  }
  return { found: null, rejected };
}
