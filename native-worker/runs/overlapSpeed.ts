/**
 * What it is worth to harvest the next shuffle block while training goes on, on this machine's CPU and with this model. Several ways to share
 * the cores take turns, a block each, so that all meet the same machine; medians.
 */
import { ShuffledSource } from '../activations/shuffledSource.ts';
import type { BatchStep } from '../compute/backend.ts';
import { openSparse } from '../compute/sparse/openSparse.ts';
import type { TokenRow } from '../corpus/tokenRow.ts';
import type { LanguageModel } from '../llm/languageModel.ts';
import { openLanguageModel } from '../llm/openLanguageModel.ts';
import { algorithmOf } from '../sae/algorithms/algorithmOf.ts';
import { algorithmPreset } from '../sae/algorithms/presets.ts';
import { fitNormaliser, normalise } from '../sae/normalisation.ts';
import { Random } from '../sae/random.ts';
import { nextRows, readUpTo } from '../sae/sourceRows.ts';
import { TurnReader } from './turnReader.ts';

/** How harvest and training share the cores. */
export interface HarvestWay {
  name: string;
  /** Whether both go on at once; else one after the other. */
  ahead: boolean;
  /** Intra-op threads of the language model, and whether they spin when they are idle. */
  readerThreads: number;
  spins: boolean;
  /** Workers of the training step. */
  trainerThreads: number;
}

export interface OverlapShape {
  hookPoint: string;
  /** Features of the SAE, a GBA near its targets. */
  dSae: number;
  /** A block is so many forward passes of the language model, and as many steps of training. */
  batchesPerBlock: number;
  /** Timed blocks of each way, after one to warm up. */
  rounds: number;
}

export interface WaySpeed {
  name: string;
  /** Tokens a second, harvested and trained on. */
  tokensPerSecond: number;
}

/** What a run does on these threads, and what it did before it could do both at once. */
export function waysOfRuns(threads: number): HarvestWay[] {
  const both = { readerThreads: threads, trainerThreads: threads };
  return [
    { name: 'one after the other', ahead: false, spins: true, ...both },
    { name: 'at once', ahead: true, spins: false, ...both },
  ];
}

const contextTokens = 128;
const rowsPerBatch = 8;
/** So small that the share of active pairs stays what it is. */
const settings: BatchStep['settings'] = { learningRate: 1e-6 };

/** With ids that are as good as any text. @throws what opening the model or the hook point throws */
export async function overlapSpeed(
  folder: string,
  shape: OverlapShape,
  ways: readonly HarvestWay[],
): Promise<WaySpeed[]> {
  const model = await openLanguageModel(folder);
  // All in one epoch: a block of the last one could still be at hand.
  const blocks = shape.rounds + 3;
  const rows = anyRows(model, blocks * shape.batchesPerBlock * rowsPerBatch);
  const opened: OpenedWay[] = [];
  try {
    for (const way of ways) opened.push(await openWay(model, rows, shape, way));
    const seconds = opened.map((): number[] => []);
    for (let round = -1; round < shape.rounds; round++) {
      for (const [i, way] of opened.entries()) {
        const start = performance.now();
        await way.block();
        if (round >= 0) seconds[i]?.push((performance.now() - start) / 1000);
      }
    }
    return ways.map(({ name }, i) => {
      const median = seconds[i]?.sort((p, q) => p - q)[shape.rounds >> 1] ?? NaN;
      return { name, tokensPerSecond: (opened[i]?.tokens ?? NaN) / median };
    });
  } finally {
    for (const way of opened) await way.dispose();
  }
}

interface OpenedWay {
  /** Of a block. */
  tokens: number;
  /** Harvests a block and trains on one; nothing goes on afterwards. */
  block(): Promise<void>;
  dispose(): Promise<void>;
}

async function openWay(
  model: LanguageModel,
  rows: readonly TokenRow[],
  { hookPoint, dSae, batchesPerBlock }: OverlapShape,
  { ahead, readerThreads, spins, trainerThreads }: HarvestWay,
): Promise<OpenedWay> {
  const asked = { device: 'cpu', threads: readerThreads, allowSpinning: spins, ownThread: true } as const;
  const reader = new TurnReader(await model.openReader(hookPoint, asked));
  const length = rows[0]?.tokens.length ?? 0;
  const blockTokens = batchesPerBlock * rowsPerBatch * length;
  const source = await ShuffledSource.open(reader, rows, {
    ...{ seed: 1, rowsPerBatch, blockTokens, harvestAhead: ahead, medianNorm: Infinity },
    whilePaused: () => reader.turn(),
  });
  // The first position of a row is masked.
  const batchTokens = rowsPerBatch * (length - 1);
  const config = algorithmPreset(
    'gba',
    { dIn: source.dIn, dSae, seed: 1, batchTokens, trainingTokens: batchTokens },
    'recommended',
  );
  const algorithm = algorithmOf(config);
  // One worker in the calling thread would keep it from asking for the next batch.
  const backend = await openSparse(algorithm.backendOptions(source.dIn), {
    members: trainerThreads,
    inline: false,
  });
  reader.begin();
  const raw = await readUpTo(source, 4 * batchTokens, batchTokens);
  const normaliser = fitNormaliser(config.algorithm.normalisation, raw, source.dIn);
  const sample = normalise(raw, source.dIn, normaliser).x;
  await algorithm.firstState(backend, sample, new Random(1));
  await source.seek({ epoch: 0, block: 0, offset: 0 });
  await reader.end();
  return {
    tokens: blockTokens,
    block: async () => {
      reader.begin();
      for (let step = 0; step < batchesPerBlock; step++) {
        const batch = await nextRows(source, batchTokens, Infinity);
        await backend.step(normalise(batch, source.dIn, normaliser).x, settings);
      }
      await reader.end();
    },
    dispose: async () => {
      reader.begin();
      await source.dispose();
      await backend.dispose();
      await reader.dispose();
    },
  };
}

/** Rows of ids from a small linear congruence. */
function anyRows({ summary: { vocabularySize, maxContext } }: LanguageModel, count: number): TokenRow[] {
  let state = 1;
  const next = (): number => (state = (state * 1103515245 + 12345) % 2 ** 31) % vocabularySize;
  const none = new Int32Array(0);
  return Array.from({ length: count }, (_, document) => {
    const tokens = Int32Array.from({ length: Math.min(contextTokens, maxContext) }, next);
    return { document, split: 'train', tokens, starts: none, ends: none };
  });
}
