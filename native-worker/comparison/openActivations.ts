/** The activations of a comparison: model, corpus and hook point to a cache on disk, harvested now unless it is there already. */
import { defaultRowsPerBatch, outlierFactor } from '../activations/harvest.ts';
import type { ActivationCache } from '../activations/cache/activationCache.ts';
import { CACHE_VERSION } from '../activations/cache/cacheIdentity.ts';
import type { CacheIdentity } from '../activations/cache/cacheIdentity.ts';
import { openOrHarvest } from '../activations/cache/openCache.ts';
import { writeCache } from '../activations/cache/writeCache.ts';
import { openCorpus } from '../corpus/openCorpus.ts';
import type { CorpusSplit, TokenRow } from '../corpus/tokenRow.ts';
import { tokenRows } from '../corpus/tokenRows.ts';
import type { TokenizedCorpus } from '../corpus/tokenRows.ts';
import { packageVersion } from '../installation.ts';
import type { LanguageModel } from '../llm/languageModel.ts';
import { openTokenizer } from '../llm/tokenizer/openTokenizer.ts';
import { starterCorpusFolder } from '../starterMedia.ts';
import { CORPUS_SEED } from './compareSettings.ts';
import type { CompareSettings } from './compareSettings.ts';

/** Below this the figures would be noise; above, the report still says how many there were. */
const LEAST_HELD_OUT = 100;
/** Text beyond what training can see is not read: held-out share, masked positions and short rows need some more than that. */
const TOKEN_RESERVE = 1.25;

export interface ActivationOptions {
  /** `<storage>/activations`. */
  root: string;
  /** Harvest again even where the activations are there. */
  fresh: boolean;
  threads?: number;
  signal?: AbortSignal;
  onProgress?: (phase: 'corpus' | 'harvest', tokens: number, ofTokens: number | null) => void;
}

export interface OpenedActivations {
  cache: ActivationCache;
  /** Whether the model ran, or the activations were there. */
  harvested: boolean;
}

/** @throws the errors of corpus, tokenizer, model and cache, each with what to do */
export async function openActivations(
  model: LanguageModel,
  settings: CompareSettings,
  options: ActivationOptions,
): Promise<OpenedActivations> {
  const corpus = await tokenizedCorpus(settings, options);
  const identity = identityOf(model, corpus, settings);
  return openOrHarvest(
    options.root,
    identity,
    () => harvestNow(model, corpus, identity, settings, options),
    options.fresh,
  );
}

async function harvestNow(
  model: LanguageModel,
  corpus: TokenizedCorpus,
  identity: CacheIdentity,
  { hookPoint, llmDevice, contextSize, batchTokens }: CompareSettings,
  { root, threads, signal, onProgress }: ActivationOptions,
): Promise<void> {
  const reader = await model.openReader(hookPoint, {
    device: llmDevice,
    ...(threads === undefined ? {} : { threads }),
  });
  try {
    await writeCache({
      root,
      identity,
      reader,
      rows: { train: rowsOf(corpus, 'train'), heldOut: rowsOf(corpus, 'heldOut') },
      rowsPerBatch: defaultRowsPerBatch(contextSize, reader.device.chosen),
      provenance: {
        modelName: model.summary.name,
        corpus: `${corpus.summary.documents} documents, sha256 ${corpus.summary.hash}`,
        documents: corpus.summary.documents,
        monosema: packageVersion(),
      },
      least: { train: batchTokens, heldOut: LEAST_HELD_OUT },
      ...(signal === undefined ? {} : { signal }),
      onProgress: ({ tokens, ofTokens }) => onProgress?.('harvest', tokens, ofTokens),
    });
  } finally {
    await reader.dispose();
  }
}

function identityOf(
  { summary }: LanguageModel,
  corpus: TokenizedCorpus,
  { hookPoint, contextSize, mostHeldOut }: CompareSettings,
): CacheIdentity {
  return {
    version: CACHE_VERSION,
    modelHash: summary.hash,
    hookPoint,
    corpusHash: corpus.summary.hash,
    corpusSeed: CORPUS_SEED,
    contextSize,
    // Those that were read, not the limit: a corpus that ends below two limits is the same under both.
    tokens: corpus.summary.tokens,
    mostHeldOut,
    masks: { firstPosition: true, outlierFactor },
  };
}

async function tokenizedCorpus(
  settings: CompareSettings,
  { signal, onProgress }: ActivationOptions,
): Promise<TokenizedCorpus> {
  const { corpus: spec, contextSize, trainingTokens, modelFolder } = settings;
  const tokenizer = await openTokenizer(modelFolder);
  const stop = signal === undefined ? {} : { signal };
  const starterFolder = spec.kind === 'starter' ? starterCorpusFolder() : '';
  const files = await openCorpus(spec, { starterFolder, ...stop });
  try {
    return await tokenRows(files, tokenizer, {
      contextSize,
      seed: CORPUS_SEED,
      maxTokens: Math.ceil(trainingTokens * TOKEN_RESERVE) + 64 * contextSize,
      onProgress: ({ tokens, maxTokens }) => onProgress?.('corpus', tokens, maxTokens),
      ...stop,
    });
  } finally {
    files.dispose();
  }
}

/** Rows of a split without their places in the source, which harvesting does not need. */
function rowsOf({ rows }: TokenizedCorpus, split: CorpusSplit): TokenRow[] {
  const none = new Int32Array(0);
  return Array.from(rows.indices(split), (index) => ({ ...rows.at(index), starts: none, ends: none }));
}
