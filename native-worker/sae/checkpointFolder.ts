/** The checkpoints of a run: `<folder>/<step>.checkpoint`. Kept are the newest two and each tenth. */
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { readCheckpoint, writeCheckpoint } from './checkpoint.ts';
import { CheckpointDamagedError } from './checkpointBytes.ts';
import type { TrainerSnapshot } from './trainer.ts';

export interface CheckpointFile {
  step: number;
  file: string;
}

const pattern = /^(\d+)\.checkpoint$/;

/** Complete checkpoints, newest first; none when the folder is not there. Temporary files are ignored. */
export async function listCheckpoints(folder: string): Promise<CheckpointFile[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  });
  return names
    .flatMap((name) => {
      const step = pattern.exec(name)?.[1];
      return step === undefined ? [] : [{ step: Number(step), file: join(folder, name) }];
    })
    .sort((a, b) => b.step - a.step);
}

/** Writes a checkpoint, then drops those that are neither among the newest two nor at a multiple of ten intervals. */
export async function saveCheckpoint(
  folder: string,
  snapshot: TrainerSnapshot,
  everySteps: number,
): Promise<CheckpointFile> {
  await mkdir(folder, { recursive: true });
  const { step } = snapshot.state;
  const file = join(folder, `${String(step).padStart(8, '0')}.checkpoint`);
  await writeCheckpoint(file, snapshot);
  const older = (await listCheckpoints(folder)).slice(2);
  for (const { step: old, file: path } of older) {
    if (old % (10 * everySteps) !== 0) await rm(path);
  }
  return { step, file };
}

/**
 * The newest checkpoint that can be read; null when there is none. Damaged ones are passed to `onDamaged` and left in place.
 */
export async function loadNewestCheckpoint(
  folder: string,
  onDamaged: (error: CheckpointDamagedError) => void,
): Promise<TrainerSnapshot | null> {
  for (const { file } of await listCheckpoints(folder)) {
    try {
      return await readCheckpoint(file);
    } catch (error) {
      if (!(error instanceof CheckpointDamagedError)) throw error;
      onDamaged(error);
    }
  }
  return null;
}
