/** Reads what an algorithm put into its memory; a checkpoint of another algorithm or size is refused by name. */
import type { AlgorithmMemory } from './algorithm.ts';

export class MemoryMismatchError extends Error {
  constructor(what: string) {
    super(
      `The checkpoint does not belong to this run's algorithm: it lacks ${what}. Resume from the run's own checkpoint.`,
    );
    this.name = 'MemoryMismatchError';
  }
}

/** @throws MemoryMismatchError */
export function float32Array({ arrays }: AlgorithmMemory, name: string, length: number): Float32Array {
  const array = arrays[name];
  if (array instanceof Float32Array && array.length === length) return array;
  throw new MemoryMismatchError(`${length} float32 numbers '${name}'`);
}

/** @throws MemoryMismatchError */
export function float64Array({ arrays }: AlgorithmMemory, name: string, length: number): Float64Array {
  const array = arrays[name];
  if (array instanceof Float64Array && array.length === length) return array;
  throw new MemoryMismatchError(`${length} float64 numbers '${name}'`);
}

/** @throws MemoryMismatchError */
export function uint32Array({ arrays }: AlgorithmMemory, name: string, length: number): Uint32Array {
  const array = arrays[name];
  if (array instanceof Uint32Array && array.length === length) return array;
  throw new MemoryMismatchError(`${length} whole numbers '${name}'`);
}

/** @throws MemoryMismatchError */
export function numberOrNull({ values }: AlgorithmMemory, name: string): number | null {
  const value = values[name];
  if (typeof value === 'number' || value === null) return value;
  throw new MemoryMismatchError(`the number '${name}'`);
}
