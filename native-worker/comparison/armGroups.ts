/** Arms that differ in their seed alone, as one row of a table and one point of a picture. */
import { runTasks } from '../experiments/runTasks.ts';
import type { ArmConsistency } from './consistencyOfArms.ts';
import type { Measured } from './armResult.ts';
import type { ArmContext, FinishedArm } from './runArms.ts';
import { consistencyTask } from './tasks.ts';

export interface ArmGroup {
  label: string;
  point: number;
  knob: FinishedArm['arm']['knob'];
  arms: FinishedArm[];
  /** Between its seeds; null with fewer than two. */
  consistency: ArmConsistency | null;
}

/** In the order of their first arms. */
export function groupArms(finished: readonly FinishedArm[]): Omit<ArmGroup, 'consistency'>[] {
  const groups = new Map<string, FinishedArm[]>();
  for (const one of finished) {
    const name = JSON.stringify([one.arm.label, one.arm.point]);
    groups.set(name, [...(groups.get(name) ?? []), one]);
  }
  return [...groups.values()].flatMap((arms) => {
    const arm = arms[0]?.arm;
    return arm === undefined ? [] : [{ label: arm.label, point: arm.point, knob: arm.knob, arms }];
  });
}

/** With the consistency of each. */
export async function measureGroups(
  finished: readonly FinishedArm[],
  { out, pool, onProgress }: ArmContext,
): Promise<ArmGroup[]> {
  const groups = groupArms(finished);
  const comparable = groups.filter(({ arms }) => arms.length > 1);
  const reports = await runTasks(
    consistencyTask,
    comparable.map(({ label, knob, arms }) => ({
      name: `consistency of ${label}, ${knob.name} ${Number(knob.value.toPrecision(3))}`,
      input: { out, keys: arms.map(({ result }) => result.key) },
    })),
    { ...pool, onProgress: (done, total, name) => onProgress?.('consistency', done, total, name) },
  );
  return groups.map((group) => ({ ...group, consistency: reports[comparable.indexOf(group)] ?? null }));
}

/** One figure of every arm of a group; nulls are left out. */
export function figures(
  { arms }: Pick<ArmGroup, 'arms'>,
  of: (measured: Measured) => number | null,
): number[] {
  return arms.map(({ result }) => of(result.measured)).filter((value) => value !== null);
}
