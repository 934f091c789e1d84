/** A run's activations: how they are harvested and how much memory they may take, both recorded or said, the shuffled source and a held-out sample. */
import { availableParallelism } from 'node:os';
import { defaultRowsPerBatch, harvestTogether, outlierFactor } from '../activations/harvest.ts';
import { planActivations, type ActivationMemory } from '../activations/activationMemory.ts';
import type { CachedSource } from '../activations/cache/cachedSource.ts';
import { DeviceSource } from '../activations/device/deviceSource.ts';
import { ShuffledSource } from '../activations/shuffledSource.ts';
import type { SourceOptions } from '../activations/shuffledSource.ts';
import type { Backend } from '../compute/backend.ts';
import type { FreeMemory } from '../compute/freeMemory.ts';
import { planBackend, plannedBytes, weightBytes } from '../compute/memoryPlan.ts';
import type { TokenizedCorpus } from '../corpus/tokenRows.ts';
import type { CorpusSplit, TokenRow } from '../corpus/tokenRow.ts';
import type { ActivationReader } from '../llm/languageModel.ts';
import { chosenDevice } from '../onnx/deviceOrder.ts';
import { chooseHarvestAhead } from './harvestAhead.ts';
import { openCard, recordedPath } from './openCard.ts';
import type { Card } from './openCard.ts';
import type { RunChoices } from './runFile.ts';
import type { RunReporter } from './runReporter.ts';
import type { RunWorkOptions } from './runWork.ts';

/** Held-out rows that metrics are computed on while training. */
export const HELD_OUT_ROWS = 4_096;

export interface RunDevices {
  reader: ActivationReader;
  backend: Backend;
  threads: number | null;
  /** With the language model open, the backend not yet. */
  free: FreeMemory;
}

export interface ActivationPlan {
  memory: ActivationMemory;
  rowsPerBatch: number;
  harvestAhead: boolean;
}

/** What was chosen by an earlier job of the run stays, for the same bits; what is new is said. */
export function planRunActivations(
  { request, run, observer }: RunWorkOptions,
  epochTokens: number,
  { reader, backend, threads, free }: RunDevices,
): ActivationPlan {
  const workers = threads ?? availableParallelism();
  const ahead = chooseHarvestAhead(reader.device, backend.device, workers);
  const { harvestAhead = ahead.harvestAhead } = run.choices ?? {};
  const plan = planBackend(backend.options, chosenDevice(backend.device), workers);
  const memory = planActivations({
    dIn: reader.hookPoint.width,
    saeBytes: weightBytes(backend.options),
    epochTokens,
    ahead: harvestAhead,
    blockTokens: run.choices?.blockTokens,
    free,
    plannedBytes: plannedBytes(plan, 'host'),
  });
  if (run.choices?.harvestAhead === undefined) observer.log('info', ahead.reason);
  const repeats = request.sae.trainingTokens > epochTokens;
  if (repeats && memory.reason !== null) observer.log('info', memory.reason);
  const rowsPerBatch =
    run.choices?.rowsPerBatch ?? defaultRowsPerBatch(request.contextSize, reader.device.chosen);
  return { memory, rowsPerBatch, harvestAhead };
}

/** What keeps activations on the card, null where they pass through memory; says once what the run computes on. */
export async function openRunCard(
  { request, run, observer }: RunWorkOptions,
  epochTokens: number,
  { reader, backend }: RunDevices,
  { memory, rowsPerBatch }: ActivationPlan,
): Promise<Card | null> {
  const recorded = recordedPath(run);
  const { path, card } = await openCard({
    reader,
    backend,
    sizes: {
      dIn: reader.hookPoint.width,
      blockTokens: memory.blockTokens,
      passTokens: rowsPerBatch * request.contextSize,
      epochTokens,
    },
    keptInMemory: Math.min(memory.cacheBytes, 4 * reader.hookPoint.width * epochTokens),
    trainingTokens: request.sae.trainingTokens,
    recorded,
  });
  if (run.devices === null) {
    const activations = path === null ? {} : { activations: path };
    observer.devices({ llm: reader.device, sae: backend.device, ...activations });
  } else if (recorded === 'device' && card === null) {
    observer.log('warning', `Activations stayed on the card before. ${path?.reason ?? ''}`.trim());
  }
  return card;
}

export type RunSource = ShuffledSource | DeviceSource | CachedSource;

/** Shuffled training activations and a held-out sample; what was measured or chosen on the way is recorded once. */
export async function openRunActivations(
  { request, run, observer, control }: RunWorkOptions,
  corpus: TokenizedCorpus,
  { reader, threads, card }: RunDevices & { card: Card | null },
  { memory, rowsPerBatch, harvestAhead }: ActivationPlan,
  reporter: RunReporter,
): Promise<{ source: RunSource; heldOut: Float32Array; choices: RunChoices }> {
  const { signal } = control;
  const { blockTokens, cacheBytes } = memory;
  let harvested = 0;
  const sourceOptions: SourceOptions = {
    seed: request.sae.seed,
    rowsPerBatch,
    blockTokens,
    cacheBytes,
    harvestAhead,
    signal,
    whilePaused: () => control.mayContinue(),
    ...(run.choices === null ? {} : { medianNorm: run.choices.medianNorm }),
    onHarvest: ({ tokens, isAwaited }) => {
      reporter.harvested(tokens - harvested, isAwaited);
      harvested = tokens;
    },
  };
  const rows = rowsOf(corpus, 'train');
  const source = card
    ? await DeviceSource.open(card, rows, { ...sourceOptions, cacheBytes: card.keptBytes })
    : await ShuffledSource.open(reader, rows, sourceOptions);
  const { medianNorm } = source;
  const choices = { threads, rowsPerBatch, blockTokens, medianNorm, harvestAhead };
  if (run.choices === null) observer.choices(choices);
  const masks = { rowsPerBatch, outlierNorm: outlierFactor * medianNorm, signal };
  const { activations } = await harvestTogether(reader, rowsOf(corpus, 'heldOut'), masks, HELD_OUT_ROWS);
  return { source, heldOut: activations, choices };
}

/** Rows of a split without their places in the source, which training does not need. */
export function rowsOf({ rows }: TokenizedCorpus, split: CorpusSplit): TokenRow[] {
  const none = new Int32Array(0);
  return Array.from(rows.indices(split), (index) => ({ ...rows.at(index), starts: none, ends: none }));
}
