/**
 * What a group of runs will need: time and disk of all of them, memory of the one that needs most, for they take turns. The model harvests
 * once for all, and runs over the text once more for each index.
 */
import type { HookPoint, ModelSummary } from '../../protocol/model.ts';
import type { MemoryUse, TrainingEstimate, TrainRequest } from '../../protocol/training.ts';
import { cacheBytes } from '../activations/cache/writeCaches.ts';
import { freeHostMemory } from '../compute/freeMemory.ts';
import { plannedBytes } from '../compute/memoryPlan.ts';
import { estimateRun, notesOf, planMemory, type MeasuredSpeed } from './estimate.ts';
import { runTokenLimit } from './runTokenLimit.ts';

/** As ActivationCache keeps them. */
const MOST_KEPT_BYTES = 2 ** 29;

export interface TogetherRun {
  request: TrainRequest;
  hook: Pick<HookPoint, 'width' | 'cost'>;
}

/** `harvest` of one pass for all hook points, `train` of an SAE with so many weights (dSae x dIn). */
export interface TogetherSpeed extends MeasuredSpeed {
  weights: number;
}

export function estimateTogether(
  runs: readonly TogetherRun[],
  model: ModelSummary,
  corpusTokens: number | null,
  speed: TogetherSpeed | null,
  free = freeHostMemory(),
): TrainingEstimate {
  const each = runs.map((run) => ({
    alone: estimateRun(run.request, model, run.hook.width, corpusTokens, null, free),
    storedBytes: cacheBytes(harvestedTokens(run.request, corpusTokens), run.hook.width),
    memory: memoryOf(run, model, corpusTokens),
  }));
  const storedBytes = sum(each.map((one) => one.storedBytes));
  const [first] = runs;
  const memory = each
    .map((one) => one.memory)
    .reduce((most, uses) => (plannedBytes(uses, 'host') > plannedBytes(most, 'host') ? uses : most), []);
  return {
    memoryBytes: plannedBytes(memory, 'host'),
    memory,
    diskBytes: storedBytes + sum(each.map(({ alone }) => alone.diskBytes)),
    seconds: speed === null ? null : secondsOf(runs, corpusTokens, speed),
    steps: sum(each.map(({ alone }) => alone.steps)),
    notes: [
      `The model runs over the text once for all ${runs.length} hook points, and once more for each index. Their activations take about ` +
        `${readable(storedBytes)} of the disk and stay there for later runs (monosema activations).`,
      ...(first === undefined ? [] : notesOf(first.request, corpusTokens, null)),
    ],
    basis: { corpusTokens, speed: speed === null ? null : { harvest: speed.harvest, train: speed.train } },
  };
}

function harvestedTokens(request: TrainRequest, corpusTokens: number | null): number {
  const limit = runTokenLimit(request);
  return Math.min(corpusTokens ?? limit, limit);
}

function memoryOf(
  { request, hook }: TogetherRun,
  model: ModelSummary,
  corpusTokens: number | null,
): MemoryUse[] {
  const tokens = harvestedTokens(request, corpusTokens);
  const stored = Math.min(MOST_KEPT_BYTES, cacheBytes(tokens, hook.width));
  return [
    // None stay on a card: they come from the disk.
    ...planMemory({ ...request, llmDevice: 'auto' }, model, hook.width, tokens),
    { what: 'activations from the disk', where: 'host', bytes: stored },
  ];
}

function secondsOf(
  runs: readonly TogetherRun[],
  corpusTokens: number | null,
  { harvest, train, weights }: TogetherSpeed,
): number {
  const deepest = Math.max(...runs.map(({ hook }) => hook.cost));
  const pass = Math.max(0, ...runs.map(({ request }) => harvestedTokens(request, corpusTokens))) * harvest;
  const rest = runs.map(({ request, hook }) => {
    const { dSae, trainingTokens } = request.sae;
    const trainOwn = (train * dSae * hook.width) / Math.max(1, weights);
    // The index reads one hook point, which needs less of the model than all of them.
    const harvestOwn = deepest > 0 ? (harvest * hook.cost) / deepest : harvest;
    const indexTokens = Math.min(corpusTokens ?? trainingTokens, trainingTokens);
    return trainingTokens * trainOwn + indexTokens * (harvestOwn + trainOwn / 4);
  });
  return Math.ceil(pass + sum(rest));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function readable(bytes: number): string {
  return bytes < 1e9 ? `${Math.ceil(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}
