/** The device that an earlier job of the run chose; the reference is asked for by the request alone. */
import type { ComputeDevice, Device } from '../../protocol/device.ts';

export function replayed(chosen: ComputeDevice | undefined): Device | undefined {
  return chosen === 'reference' ? undefined : chosen;
}
