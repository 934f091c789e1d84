/**
 * The activations of a run that is trained together with others: on disk, of one pass of the language model for all hook points of the
 * group. Whoever of the group comes first harvests what is missing, for all of them; the graph always reads all hook points, so that a
 * second harvest gives the same bits. They stay for later runs (`monosema activations`).
 */
import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { CachedSource } from '../activations/cache/cachedSource.ts';
import type { ActivationCache } from '../activations/cache/activationCache.ts';
import { CACHE_VERSION, type CacheIdentity } from '../activations/cache/cacheIdentity.ts';
import type { CacheManifest } from '../activations/cache/cacheManifest.ts';
import { openOrHarvestTogether } from '../activations/cache/openCaches.ts';
import { writeCaches } from '../activations/cache/writeCaches.ts';
import { defaultRowsPerBatch, outlierFactor } from '../activations/harvest.ts';
import type { TokenizedCorpus } from '../corpus/tokenRows.ts';
import { packageVersion } from '../installation.ts';
import type { LanguageModel } from '../llm/languageModel.ts';
import { threadBudget } from '../threadBudget.ts';
import { HELD_OUT_ROWS, rowsOf, type RunDevices } from './runActivations.ts';
import { BadRunFileError, type RunChoices } from './runFile.ts';
import { replayed } from './replayed.ts';
import type { RunWorkOptions } from './runWork.ts';

/** How often those are looked for that another process writes. */
const LOOK_MS = 1_000;

export interface HarvestWatcher {
  /** Tokens that will be put through the model; 0 where the activations are there. Told once. */
  onPlan: (tokens: number) => void;
  /** More of them were. */
  onTokens: (tokens: number) => void;
}

/** @throws NotEnoughDiskError before the model runs, CacheDamagedError, BadRunFileError, StoppedError and what harvesting throws */
export async function storedActivations(
  options: RunWorkOptions,
  model: LanguageModel,
  corpus: TokenizedCorpus,
  { onPlan, onTokens }: HarvestWatcher,
): Promise<ActivationCache> {
  const { request, run, control, observer, paths } = options;
  const hookPoints = request.together?.hookPoints ?? [request.hookPoint];
  let saidBusy = false;
  const { cache, harvested } = await openOrHarvestTogether({
    root: paths.activations,
    identities: hookPoints.map((hookPoint) => identityOf(options, model, corpus, hookPoint)),
    own: hookPoints.indexOf(request.hookPoint),
    write: async (missing) => {
      onPlan(corpus.summary.tokens);
      await harvestAll(options, model, corpus, missing, onTokens);
    },
    wait: async (busy) => {
      if (!saidBusy) observer.log('info', busy.message);
      saidBusy = true;
      await control.check();
      await delay(LOOK_MS, undefined, { signal: control.signal }).catch(() => undefined);
      await control.check();
    },
  });
  if (!harvested) onPlan(0);
  const recorded = run.choices?.stored;
  if (recorded === undefined || recorded === fingerprint(cache.manifest)) return cache;
  throw new BadRunFileError(
    `The activations in ${cache.folder} are not those that this run began with: they were deleted and harvested again elsewhere, ` +
      'and differ in their last bits. Start a new run: it uses those that are there.',
  );
}

/** The shuffled source of the cache and its held-out sample; what was measured is recorded once. */
export async function openStoredActivations(
  { request, run, observer }: RunWorkOptions,
  cache: ActivationCache,
  { reader, threads }: RunDevices,
): Promise<{ source: CachedSource; heldOut: Float32Array; choices: RunChoices }> {
  const { manifest } = cache;
  const choices: RunChoices = run.choices ?? {
    threads,
    rowsPerBatch: defaultRowsPerBatch(request.contextSize, reader.device.chosen),
    blockTokens: Math.max(1, ...manifest.splits.train.shards.map(({ rows }) => rows)),
    medianNorm: manifest.medianNorm,
    stored: fingerprint(manifest),
  };
  if (run.choices === null) observer.choices(choices);
  const source = new CachedSource(cache, request.sae.seed);
  return { source, heldOut: await cache.firstRows('heldOut', HELD_OUT_ROWS), choices };
}

async function harvestAll(
  { request, run, control, paths }: RunWorkOptions,
  model: LanguageModel,
  corpus: TokenizedCorpus,
  missing: readonly (CacheIdentity | null)[],
  onTokens: (tokens: number) => void,
): Promise<void> {
  const threads = run.choices?.threads ?? threadBudget();
  const reader = await model.openSharedReader(request.together?.hookPoints ?? [request.hookPoint], {
    device: replayed(run.devices?.llm.chosen) ?? request.llmDevice,
    ...(threads === undefined ? {} : { threads }),
    // The job answers its windows meanwhile.
    ownThread: true,
  });
  let told = 0;
  try {
    await writeCaches({
      root: paths.activations,
      identities: missing,
      reader,
      rows: { train: rowsOf(corpus, 'train'), heldOut: rowsOf(corpus, 'heldOut') },
      rowsPerBatch: defaultRowsPerBatch(request.contextSize, reader.device.chosen),
      provenance: {
        modelName: model.summary.name,
        corpus: `${corpus.summary.documents} documents, sha256 ${corpus.summary.hash}`,
        documents: corpus.summary.documents,
        monosema: packageVersion(),
      },
      // As for a run on its own, text that is held out may be missing.
      least: { train: request.sae.batchTokens, heldOut: 0 },
      signal: control.signal,
      whilePaused: () => control.mayContinue(),
      onProgress: ({ tokens }) => {
        onTokens(tokens - told);
        told = tokens;
      },
    });
  } finally {
    await reader.dispose();
  }
}

function identityOf(
  { request }: RunWorkOptions,
  { summary }: LanguageModel,
  corpus: TokenizedCorpus,
  hookPoint: string,
): CacheIdentity {
  return {
    version: CACHE_VERSION,
    modelHash: summary.hash,
    hookPoint,
    corpusHash: corpus.summary.hash,
    corpusSeed: request.sae.seed,
    contextSize: request.contextSize,
    tokens: corpus.summary.tokens,
    mostHeldOut: HELD_OUT_ROWS,
    masks: { firstPosition: true, outlierFactor },
  };
}

/** Of the bits of all shards. */
function fingerprint({ splits }: CacheManifest): string {
  const hashes = [...splits.train.shards, ...splits.heldOut.shards].map(({ sha256 }) => sha256);
  return createHash('sha256').update(hashes.join('\n')).digest('hex');
}
