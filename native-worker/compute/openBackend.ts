/**
 * Opens the backend for a requested device; what was chosen and why is in `backend.device`. On the CPU that is the sparse backend, on GPUs the
 * dense step graph; dense on the CPU is for tests and benches alone. What cannot fit in memory is refused before anything is allocated.
 */
import { availableParallelism } from 'node:os';
import type { Device, DeviceReport, Int8 } from '../../protocol/device.ts';
import { gpusOf, platformRefusal } from '../onnx/deviceOrder.ts';
import type { GpuDevice } from '../onnx/deviceOrder.ts';
import { fasterThanCpu } from '../onnx/deviceSpeed.ts';
import { DeviceUnavailableError } from '../onnx/deviceUnavailableError.ts';
import { firstUsable } from '../onnx/firstUsable.ts';
import type { Usable } from '../onnx/firstUsable.ts';
import type { Backend, BackendOptions } from './backend.ts';
import { checkMemory, MemoryPlanError } from './checkMemory.ts';
import { checkOptions } from './checkOptions.ts';
import { DenseBackend } from './dense/denseBackend.ts';
import { freeDeviceMemory, freeHostMemory } from './freeMemory.ts';
import { plannedBytes } from './memoryPlan.ts';
import { ReferenceBackend } from './reference/referenceBackend.ts';
import { Int8UnavailableError } from './sparse/chooseInt8.ts';
import { openSparseOnFreeCores } from './sparse/openSparse.ts';
import type { SparseOptions } from './sparse/openSparse.ts';

/**
 * The sparse step computes the encoder's product and then only active pairs: at the usual densities it is 4 to 5 times faster than the five
 * products of the dense step on the same CPU (`npm run bench`). A GPU does the dense step, so its products must be faster by more than that.
 */
export const sparseAdvantage = 5;

/** What `auto` asks of a GPU for the SAE. */
export const wholeStep = {
  times: sparseAdvantage,
  because: `training on active pairs only, which the CPU does, is worth about ${sparseAdvantage} times its products`,
};

/**
 * @param threads on the CPU; as many as the machine has when left out.
 * @param int8 of the sparse backend, on the CPU alone; `auto` chooses by timing, so it is for callers who record the choice.
 * @throws BackendOptionsError when the options contradict themselves, MemoryPlanError when they cannot fit, and
 * DeviceUnavailableError when a device asked for by name cannot be used, Int8UnavailableError likewise.
 */
export async function openBackend(
  device: Device | 'reference',
  options: BackendOptions,
  threads = availableParallelism(),
  int8: Int8 = 'off',
): Promise<Backend> {
  checkOptions(options);
  if (int8 === 'on' && device !== 'cpu' && device !== 'auto') {
    throw new Int8UnavailableError(`it is for SAEs on the device cpu, not ${device}`);
  }
  switch (device) {
    case 'reference':
      return new ReferenceBackend(options);
    case 'cpu':
      return openCpu(options, threads, int8);
    case 'auto':
      return openBest(options, threads, int8);
    default:
      return openByName(device, options, threads);
  }
}

async function openCpu(
  options: BackendOptions,
  threads: number,
  int8: Int8,
  device?: SparseOptions['device'],
): Promise<Backend> {
  checkMemory({ options, device: 'cpu', threads, int8, host: freeHostMemory(), gpu: null });
  return openSparseOnFreeCores(options, threads, int8, device);
}

/** The first GPU whose dense step should beat the CPU's sparse one; else the CPU. */
async function openBest(options: BackendOptions, threads: number, int8: Int8): Promise<Backend> {
  if (int8 === 'on') {
    const reason = 'int8 screening was asked for, which is the CPU’s.';
    return openCpu(options, threads, int8, { requested: 'auto', reason, rejected: [] });
  }
  const { found, rejected } = await firstUsable(gpusOf(), async (device): Promise<Usable<Backend>> => {
    const figures = await fasterThanCpu(device, wholeStep);
    const memory = await gpuMemory(device, options, threads).catch((error: unknown) => {
      throw error instanceof MemoryPlanError ? new DeviceUnavailableError(device, error.reason) : error;
    });
    const opened = await DenseBackend.open(options, { device, threads, forbidCpuFallback: true });
    return { opened, reason: `${figures} ${memory}`.trim() };
  });
  if (found) return told(found.opened, { requested: 'auto', reason: found.reason, rejected });
  const reason = `It trains on active pairs only, worth about ${sparseAdvantage} times its products; no GPU here is faster by more than that.`;
  return openCpu(options, threads, int8, { requested: 'auto', reason, rejected });
}

/**
 * A GPU asked for by name. WebGPU has every node of the step; another provider may lack some, and then says so, for it was asked for.
 * @throws DeviceUnavailableError, MemoryPlanError
 */
async function openByName(device: GpuDevice, options: BackendOptions, threads: number): Promise<Backend> {
  const missing = platformRefusal(device);
  if (missing !== null) throw new DeviceUnavailableError(device, missing);
  const memory = await gpuMemory(device, options, threads);
  try {
    const backend = await DenseBackend.open(options, { device, threads, forbidCpuFallback: true });
    return told(backend, { reason: `${backend.device.reason} ${memory}`.trim() });
  } catch (error) {
    if (!(error instanceof DeviceUnavailableError) || device === 'webgpu') throw error;
    const backend = await DenseBackend.open(options, { device, threads });
    return told(backend, {
      reason: `It was asked for, but parts of the step run on the CPU: ${error.reason} ${memory}`.trim(),
    });
  }
}

/** What to know of the device's memory: nothing where the plan is known to fit. @throws MemoryPlanError */
async function gpuMemory(device: GpuDevice, options: BackendOptions, threads: number): Promise<string> {
  const gpu = await freeDeviceMemory(device);
  const plan = checkMemory({ options, device, threads, host: freeHostMemory(), gpu });
  if (gpu.bytes !== null) return '';
  return `It needs about ${Math.ceil(plannedBytes(plan, 'device') / 1e6)} MB there; ${gpu.source}.`;
}

/** Completes what the backend says of its device. */
function told(backend: Backend, report: Partial<DeviceReport>): Backend {
  Object.assign(backend.device, report);
  return backend;
}
