/** How long a comparison will take: the steps of all its arms, at the speed of a step of each form on this machine with one thread. */
import type { SaeConfig } from '../../protocol/training.ts';
import { openBackend } from '../compute/openBackend.ts';
import { normaliseRows } from '../compute/reference/unitSphere.ts';
import { zeroState } from '../compute/saeState.ts';
import { algorithmOf, totalSteps } from '../sae/algorithms/algorithmOf.ts';
import { Random } from '../sae/random.ts';
import type { Arm } from './arm.ts';
import { scaleArms } from './chooseScale.ts';
import type { CompareSettings } from './compareSettings.ts';
import { ladderArms } from './ladder.ts';
import { ladderRungs } from './ladderRungs.ts';
import { armOf, recipeOf, TUNING_RUNS } from './recipes.ts';

/** Runs that differ in nothing that takes time. */
export interface PlannedRuns {
  label: string;
  /** One of them. */
  sae: SaeConfig;
  runs: number;
}

export interface ComparisonEstimate {
  arms: number;
  seconds: number;
  /** Milliseconds of a step by label. */
  stepMilliseconds: Record<string, number>;
}

/** Rows encoded after training, in rows of a step: held-out twice (codes, Z), and those of the refit. A forward pass is about a third of a step. */
const FORWARD_SHARE = 0.35;
const REFIT_ROWS = 32_768;

export function plannedRuns(settings: CompareSettings, dIn: number): PlannedRuns[] {
  switch (settings.kind) {
    case 'frontier':
      return settings.algorithms.flatMap((algorithm) => {
        const recipe = recipeOf(algorithm, settings, dIn);
        const sae = (tokens: number): SaeConfig => {
          const plan = { point: 0, learningRate: recipe.rates[0] ?? 1e-3, tokens, seed: 1 };
          const knob = recipe.knobs[Math.floor(recipe.knobs.length / 2)] ?? 1;
          return armOf(recipe, { purpose: 'point', knob, ...plan }, settings).sae;
        };
        const points = settings.points * settings.seeds;
        return [
          { label: algorithm, sae: sae(settings.tuningTokens), runs: TUNING_RUNS },
          { label: algorithm, sae: sae(settings.trainingTokens), runs: points },
        ];
      });
    case 'ladder':
      return counted(ladderArms(ladderRungs(settings, dIn), settings));
    case 'scale':
      return counted(scaleArms(settings, dIn));
    default:
      return settings.kind satisfies never;
  }
}

function counted(arms: readonly Arm[]): PlannedRuns[] {
  const planned = new Map<string, PlannedRuns>();
  for (const { label, sae } of arms) {
    const name = JSON.stringify([label, sae.trainingTokens]);
    const before = planned.get(name);
    planned.set(name, { label, sae: before?.sae ?? sae, runs: (before?.runs ?? 0) + 1 });
  }
  return [...planned.values()];
}

/** @param jobs processes at a time */
export async function estimateComparison(
  planned: readonly PlannedRuns[],
  { dIn, heldOutRows }: { dIn: number; heldOutRows: number },
  { saeDevice }: Pick<CompareSettings, 'saeDevice'>,
  { jobs, threads }: { jobs: number; threads: number },
): Promise<ComparisonEstimate> {
  const stepMilliseconds: Record<string, number> = {};
  let seconds = 0;
  for (const { label, sae, runs } of planned) {
    const step = (stepMilliseconds[label] ??= await stepTime(sae, dIn, saeDevice, threads));
    const afterwards = (FORWARD_SHARE * (2 * heldOutRows + REFIT_ROWS)) / sae.batchTokens;
    seconds += (runs * (totalSteps(sae) + afterwards) * step) / 1000;
  }
  const arms = planned.reduce((sum, { runs }) => sum + runs, 0);
  return { arms, seconds: seconds / Math.min(jobs, arms), stepMilliseconds };
}

/** Milliseconds of one optimiser step on a quiet machine, after one that warms up, on unit rows and about one feature in a hundred active. */
async function stepTime(
  sae: SaeConfig,
  dIn: number,
  device: CompareSettings['saeDevice'],
  threads: number,
): Promise<number> {
  const options = algorithmOf(sae).backendOptions(dIn);
  const backend = await openBackend(device, options, threads);
  try {
    const random = new Random(1);
    const state = zeroState({ dIn, dSae: sae.dSae, tied: options.tied });
    for (const rows of [state.weights, state.encoder]) {
      for (let i = 0; i < rows.length; i++) rows[i] = random.normal();
      normaliseRows(rows, dIn);
    }
    state.scales.fill(1);
    state.biases.fill(-2.3 / Math.sqrt(dIn));
    await backend.load(state);
    const x = Float32Array.from({ length: sae.batchTokens * dIn }, () => random.normal());
    normaliseRows(x, dIn);
    const step = (): Promise<unknown> => backend.step(x, { learningRate: 1e-6 });
    await step();
    const [start, spent] = [performance.now(), process.cpuUsage()];
    await step();
    const passed = performance.now() - start;
    if (backend.device.chosen !== 'cpu') return passed;
    // Time on the processor does not grow with what else the machine is busy with.
    const { user, system } = process.cpuUsage(spent);
    return Math.min(passed, (user + system) / 1000 / threads);
  } finally {
    await backend.dispose();
  }
}
