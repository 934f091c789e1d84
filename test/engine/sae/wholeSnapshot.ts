/** Snapshots that outlive the backend they were read from, to be compared and resumed from. */
import type { SaeState } from '../../../native-worker/compute/saeState.ts';
import { readerOf, readWhole } from '../../../native-worker/compute/stateReader.ts';
import type { TrainerSnapshot, TrainingOutcome } from '../../../native-worker/sae/trainer.ts';

export interface WholeSnapshot extends Omit<TrainerSnapshot, 'state'> {
  state: SaeState;
}

export interface WholeOutcome {
  status: TrainingOutcome['status'];
  snapshot: WholeSnapshot;
}

export async function wholeSnapshot(snapshot: TrainerSnapshot): Promise<WholeSnapshot> {
  return { ...snapshot, state: await readWhole(snapshot.state) };
}

export async function wholeOutcome({ status, snapshot }: TrainingOutcome): Promise<WholeOutcome> {
  return { status, snapshot: await wholeSnapshot(snapshot) };
}

export function resumable(snapshot: WholeSnapshot): TrainerSnapshot {
  return { ...snapshot, state: readerOf(snapshot.state) };
}
