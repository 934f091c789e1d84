/** Trains every arm on every seed, in processes, and hands the results back arm by arm. */
import type { SaeConfig } from '../../protocol/training.ts';
import { runTasks } from '../experiments/runTasks.ts';
import { trainArmTask } from './armResult.ts';
import type { ArmInput, ArmResult } from './armResult.ts';
import type { BaTheoryConfig } from './baTheory.ts';
import type { RunOptions, SyntheticSettings } from './settings.ts';
import { seedsOf } from './settings.ts';
import type { SyntheticSpec } from './syntheticSpec.ts';

export interface Arm {
  name: string;
  config: SaeConfig | BaTheoryConfig;
  /** Data of this arm where it differs from the experiment's. */
  data?: Omit<SyntheticSpec, 'seed'>;
  /** Whether twins are merged at the end and the result is measured too. */
  merge?: boolean;
}

export interface ArmSweep<A extends Arm = Arm> {
  arm: A;
  /** In the order of the seeds. */
  results: ArmResult[];
}

export interface SweepOptions {
  keepRows?: boolean;
  /** The data's seed for all, so that only the start differs; else data and start have the same seed. */
  dataSeed?: number;
}

export async function sweep<A extends Arm>(
  arms: readonly A[],
  settings: SyntheticSettings,
  options: RunOptions,
  { keepRows = false, dataSeed }: SweepOptions = {},
): Promise<ArmSweep<A>[]> {
  const seeds = seedsOf(settings);
  // Seed by seed, so that slow arms are spread over the processes.
  const inputs = seeds.flatMap((seed) =>
    arms.map((arm) => ({
      name: `${arm.name}, seed ${seed}`,
      input: {
        data: { ...(arm.data ?? settings.data), seed: dataSeed ?? seed },
        config: seeded(arm.config, seed),
        heldOutRows: settings.heldOutRows,
        merge: arm.merge ?? false,
        keepRows,
      } satisfies ArmInput,
    })),
  );
  const results = await runTasks(trainArmTask, inputs, options);
  return arms.map((arm, index) => ({
    arm,
    results: results.filter((_, at) => at % arms.length === index),
  }));
}

function seeded(config: SaeConfig | BaTheoryConfig, seed: number): ArmInput['config'] {
  return 'trainingTokens' in config ? { algorithm: 'sae', sae: { ...config, seed } } : { ...config, seed };
}

/** One figure of each result. */
export function figures(
  { results }: Pick<ArmSweep, 'results'>,
  of: (result: ArmResult) => number | null | undefined,
): number[] {
  return results.map((result) => of(result) ?? Number.NaN);
}
