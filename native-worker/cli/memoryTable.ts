/** The memory that a run is planned to need, as `monosema train` shows it, and its refusal when there is too little. */
import { EngineError } from '../../link/engineError.ts';
import type { MemoryUse, TrainingEstimate } from '../../protocol/training.ts';
import { freeHostMemory } from '../compute/freeMemory.ts';
import type { FreeMemory } from '../compute/freeMemory.ts';
import { bytes, table } from './format.ts';

/** From this share of what is free on, the table is shown unasked. */
const muchMemory = 0.5;

const places = { host: 'machine', device: 'GPU' } as const satisfies Record<MemoryUse['where'], string>;

/** Largest first. */
export function memoryTable(memory: readonly MemoryUse[]): string[] {
  const sorted = memory.toSorted((p, q) => q.bytes - p.bytes);
  return table(
    [
      { title: 'memory for', value: ({ what }) => what },
      { title: 'where', value: ({ where }) => places[where] },
      { title: 'size', value: (use) => bytes(use.bytes), align: 'right' },
    ],
    sorted,
  );
}

/** Whether the run takes so much of what is free that its parts should be seen. */
export function needsMuch({ memoryBytes }: TrainingEstimate, free: FreeMemory = freeHostMemory()): boolean {
  return free.bytes !== null && memoryBytes > muchMemory * free.bytes;
}

/** @throws EngineError when the run needs more than there is */
export function checkMemoryFits(
  { memoryBytes, memory = [] }: TrainingEstimate,
  free: FreeMemory = freeHostMemory(),
): void {
  if (free.bytes === null || memoryBytes <= free.bytes) return;
  throw new EngineError(
    'invalidRequest',
    `The run needs about ${bytes(memoryBytes)} of memory, but there are ${bytes(free.bytes)} (${free.source}). ` +
      `Give it fewer --features, a smaller --batch or fewer --tokens, or free some memory.\n${memoryTable(memory).join('\n')}`,
  );
}
