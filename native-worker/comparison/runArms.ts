/** Trains those arms that have no result yet, several at a time, and gives the results of all but diverged ones in their order. */
import { runTasks } from '../experiments/runTasks.ts';
import type { PoolOptions } from '../experiments/runTasks.ts';
import { armKey, armName } from './arm.ts';
import type { Arm, ArmData } from './arm.ts';
import type { ArmResult, Measured } from './armResult.ts';
import { ArmStore } from './armStore.ts';
import type { CompareSettings } from './compareSettings.ts';
import { trainArmTask } from './tasks.ts';

export interface ArmContext extends ArmData {
  /** The cache's folder. */
  activations: string;
  /** The comparison's folder. */
  out: string;
  device: CompareSettings['saeDevice'];
  pool: Pick<PoolOptions, 'jobs' | 'threads' | 'signal' | 'entryPoint'>;
  /** Names of arms whose training diverged are added here. */
  diverged: string[];
  /** Arms done of those to be trained now, with parts of those under way. */
  onProgress?: (phase: string, done: number, total: number, name: string) => void;
}

export interface FinishedArm {
  arm: Arm;
  result: ArmResult & { measured: Measured };
}

/** @param phase names what is going on: `tuning`, `points` */
export async function runArms(
  phase: string,
  arms: readonly Arm[],
  context: ArmContext,
): Promise<FinishedArm[]> {
  const store = new ArmStore(context.out);
  const keyed = arms.map((arm) => ({ arm, key: armKey(arm, context) }));
  const missing = new Map(keyed.filter(({ key }) => store.read(key) === null).map((one) => [one.key, one]));
  const { activations, out, device, pool, onProgress } = context;
  await runTasks(
    trainArmTask,
    [...missing.values()].map(({ arm, key }) => ({
      name: armName(arm),
      input: { key, arm, activations, out, device },
    })),
    { ...pool, onProgress: (done, total, name) => onProgress?.(phase, done, total, name) },
  );
  return keyed.flatMap(({ arm, key }) => {
    const result = store.read(key);
    if (result === null) throw new Error(`The arm ${armName(arm)} (${key}) left no result.`);
    const { measured } = result;
    if (measured !== null) return [{ arm, result: { ...result, measured } }];
    context.diverged.push(armName(arm));
    return [];
  });
}
