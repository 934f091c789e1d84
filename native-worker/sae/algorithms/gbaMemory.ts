/** What GBA keeps besides the SAE's state: the clamp of its biases and the windows that have not closed yet. */
import { z } from 'zod';
import type { GbaConfig, SaeConfig } from '../../../protocol/training.ts';
import type { AlgorithmMemory } from './algorithm.ts';
import type { FiringWindows } from './biasAdaptation.ts';
import { float32Array, MemoryMismatchError, uint32Array } from './memory.ts';

export interface GbaMemory {
  lowestBias: number;
  windows: FiringWindows;
}

const reportSchema = z.strictObject({ realised: z.number(), aboveCap: z.number() }).nullable();

export function gbaMemory({ lowestBias, windows }: GbaMemory): AlgorithmMemory {
  const { rows, counts, peaks, reports } = windows;
  return {
    values: { lowestBias, rows, reports: reports.map((report) => (report === null ? null : { ...report })) },
    arrays: { counts, peaks },
  };
}

/** @throws MemoryMismatchError */
export function gbaMemoryOf(
  memory: AlgorithmMemory,
  { algorithm: { groups }, dSae }: Pick<SaeConfig<GbaConfig>, 'algorithm' | 'dSae'>,
): GbaMemory {
  const parsed = z
    .strictObject({
      lowestBias: z.number(),
      rows: z.array(z.int()).length(groups),
      reports: z.array(reportSchema).length(groups),
    })
    .safeParse(memory.values);
  if (!parsed.success) throw new MemoryMismatchError(`the windows of ${groups} groups`);
  const { lowestBias, rows, reports } = parsed.data;
  const counts = uint32Array(memory, 'counts', dSae);
  const peaks = float32Array(memory, 'peaks', dSae);
  return { lowestBias, windows: { rows, counts, peaks, reports } };
}
