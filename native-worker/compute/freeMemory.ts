/** How much memory there is to plan with: of the machine, and of a GPU where something can tell. */
import { execFile } from 'node:child_process';
import { freemem, totalmem } from 'node:os';
import { promisify } from 'node:util';
import type { NamedDevice } from '../onnx/deviceOrder.ts';

export interface FreeMemory {
  /** Null where nothing tells. */
  bytes: number | null;
  /** Where the figure comes from, or why there is none. */
  source: string;
}

/** What this process may still take. macOS counts memory that it would give back at once as used, so there it is all there is. */
export function freeHostMemory(): FreeMemory {
  if (process.platform === 'darwin') return { bytes: totalmem(), source: 'all memory of this Mac' };
  // Within the limits of a container, where there are any; Node before 20.13 cannot tell those.
  const available = typeof process.availableMemory === 'function' ? process.availableMemory() : freemem();
  return { bytes: available, source: 'memory available now' };
}

/** One GPU as nvidia-smi tells of it. */
export interface NvidiaCard {
  name: string;
  driver: string;
  freeBytes: number;
  totalBytes: number;
}

const queried = 'name,driver_version,memory.free,memory.total';
/** nvidia-smi wakes a sleeping card, which can take seconds. */
const patienceMs = 10_000;

/** The NVIDIA cards, first the one that CUDA uses; none where nvidia-smi is missing or finds none. */
export async function nvidiaCards(): Promise<NvidiaCard[]> {
  try {
    const { stdout } = await promisify(execFile)(
      'nvidia-smi',
      [`--query-gpu=${queried}`, '--format=csv,noheader,nounits'],
      { timeout: patienceMs, windowsHide: true },
    );
    return parseNvidiaCards(stdout);
  } catch {
    return [];
  }
}

/** @param text a line a card: name, driver, free and total memory in MiB */
export function parseNvidiaCards(text: string): NvidiaCard[] {
  return text.split('\n').flatMap((line) => {
    const [name, driver, free, total] = line.split(',').map((part) => part.trim());
    const [freeBytes, totalBytes] = [Number(free) * 2 ** 20, Number(total) * 2 ** 20];
    if (name === undefined || driver === undefined || !(totalBytes > 0) || !(freeBytes >= 0)) return [];
    return [{ name, driver, freeBytes, totalBytes }];
  });
}

/** @param cards for tests; asked for when left out */
export async function freeDeviceMemory(
  device: NamedDevice,
  cards?: readonly NvidiaCard[],
): Promise<FreeMemory> {
  if (process.platform === 'darwin') return { bytes: totalmem(), source: 'memory that CPU and GPU share' };
  const [first, ...others] = cards ?? (await nvidiaCards());
  if (!first) {
    return { bytes: null, source: `nothing tells how much memory ${device} has (nvidia-smi finds no card)` };
  }
  const which = others.length > 0 ? `${first.name}, the first of ${others.length + 1} cards` : first.name;
  return { bytes: first.freeBytes, source: `free on ${which} (nvidia-smi)` };
}
