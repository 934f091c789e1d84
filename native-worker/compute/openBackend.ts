/** Opens the backend for a requested device; what was chosen and why is in `backend.device`. */
import { availableParallelism } from 'node:os';
import type { Device } from '../../protocol/device.ts';
import type { Backend, BackendOptions } from './backend.ts';
import { checkOptions } from './checkOptions.ts';
import { DenseBackend } from './dense/denseBackend.ts';
import { ReferenceBackend } from './reference/referenceBackend.ts';
import { openSparseOnFreeCores } from './sparse/openSparse.ts';

/**
 * @param threads on the CPU; as many as the machine has when left out.
 * @throws BackendOptionsError when the options contradict themselves, and
 * DeviceUnavailableError when a device asked for by name cannot be used.
 */
export async function openBackend(
  device: Device | 'reference',
  options: BackendOptions,
  threads = availableParallelism(),
): Promise<Backend> {
  checkOptions(options);
  if (device === 'reference') return new ReferenceBackend(options);
  if (device === 'cpu') return openSparseOnFreeCores(options, threads);
  return DenseBackend.open(options, {
    device,
    threads,
    // Every node has a WebGPU kernel; where a driver lacks one, the device is refused rather than helped out by the CPU in silence.
    forbidCpuFallback: device === 'webgpu',
  });
}
