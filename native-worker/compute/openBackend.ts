/** Opens the backend for a requested device; what was chosen and why is in `backend.device`. */
import { availableParallelism } from 'node:os';
import type { Device, Int8 } from '../../protocol/device.ts';
import type { Backend, BackendOptions } from './backend.ts';
import { checkOptions } from './checkOptions.ts';
import { DenseBackend } from './dense/denseBackend.ts';
import { ReferenceBackend } from './reference/referenceBackend.ts';
import { Int8UnavailableError } from './sparse/chooseInt8.ts';
import { openSparseOnFreeCores } from './sparse/openSparse.ts';

/**
 * @param threads on the CPU; as many as the machine has when left out.
 * @param int8 of the sparse backend, on the CPU alone; `auto` chooses by timing, so it is for callers who record the choice.
 * @throws BackendOptionsError when the options contradict themselves, and
 * DeviceUnavailableError when a device asked for by name cannot be used, Int8UnavailableError likewise.
 */
export async function openBackend(
  device: Device | 'reference',
  options: BackendOptions,
  threads = availableParallelism(),
  int8: Int8 = 'off',
): Promise<Backend> {
  checkOptions(options);
  if (device === 'cpu') return openSparseOnFreeCores(options, threads, int8);
  if (int8 === 'on') throw new Int8UnavailableError(`it is for SAEs on the device cpu, not ${device}`);
  if (device === 'reference') return new ReferenceBackend(options);
  return DenseBackend.open(options, {
    device,
    threads,
    // Every node has a WebGPU kernel; where a driver lacks one, the device is refused rather than helped out by the CPU in silence.
    forbidCpuFallback: device === 'webgpu',
  });
}
