/** Consistency of the runs of one recipe that differ in their seed alone; see sae/metrics/consistency.ts for what is computed. */
import type { TaskContext } from '../experiments/task.ts';
import { consistency } from '../sae/metrics/consistency.ts';
import type { ConsistencyReport, Dictionary } from '../sae/metrics/consistency.ts';
import { ArmStore } from './armStore.ts';
import type { ArmWeights } from './armStore.ts';
import { CORPUS_SEED } from './compareSettings.ts';
import { chosenRows } from './measureArm.ts';

export interface ConsistencyTask {
  out: string;
  /** Keys of the arms, two at least. */
  keys: string[];
}

export interface ArmConsistency {
  /** Over all features, as the paper counts. */
  all: ConsistencyReport;
  /** Over the features of each run that fired: dead rows stay where they were drawn and match nothing. Null with fewer than two runs of such. */
  firing: ConsistencyReport | null;
}

export async function consistencyOfArms(
  { out, keys }: ConsistencyTask,
  { progress }: TaskContext,
): Promise<ArmConsistency> {
  const store = new ArmStore(out);
  const runs = keys.map((key) => store.weights(key));
  const dIn = runs[0]?.dIn ?? 0;
  const options = { dIn, nullSeed: CORPUS_SEED };
  const all = await consistency(
    runs.map(({ decoder, maxActivations, zScores }) => ({ rows: decoder, maxActivations, zScores })),
    options,
  );
  progress(0.5);
  const firing = runs.map(firingOnly).filter(({ rows }) => rows.length > 0);
  return { all, firing: firing.length < 2 ? null : await consistency(firing, options) };
}

function firingOnly({ decoder, maxActivations, zScores, fired, dIn }: ArmWeights): Dictionary {
  return {
    rows: chosenRows(decoder, fired, dIn),
    maxActivations: chosenRows(maxActivations, fired, 1),
    zScores: chosenRows(zScores, fired, 1),
  };
}
