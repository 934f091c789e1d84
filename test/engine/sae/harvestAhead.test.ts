/** Training while the next block is harvested, with a real model in its own thread: the same bits as one after the other, resumed or not. */
import { expect, test } from 'vitest';
import type { MetricsLine } from '../../../protocol/run.ts';
import { ShuffledSource } from '../../../native-worker/activations/shuffledSource.ts';
import { openSparse } from '../../../native-worker/compute/sparse/openSparse.ts';
import type { TokenRow } from '../../../native-worker/corpus/tokenRow.ts';
import type { LanguageModel } from '../../../native-worker/llm/languageModel.ts';
import { openLanguageModel } from '../../../native-worker/llm/openLanguageModel.ts';
import { algorithmPreset } from '../../../native-worker/sae/algorithms/presets.ts';
import { backendOptions, trainSae } from '../../../native-worker/sae/trainer.ts';
import type { TrainerOptions } from '../../../native-worker/sae/trainer.ts';
import { resumable, wholeOutcome, wholeSnapshot } from './wholeSnapshot.ts';
import type { WholeOutcome, WholeSnapshot } from './wholeSnapshot.ts';

const hook = 'blocks.2.hook_resid_post';
const config = algorithmPreset(
  'gba',
  { dIn: 192, dSae: 1024, seed: 3, batchTokens: 256, trainingTokens: 45 * 256 },
  'recommended',
);

/** 4,800 tokens, of which training sees each more than once. */
const rows: TokenRow[] = Array.from({ length: 150 }, (_, document) => {
  const tokens = Int32Array.from({ length: 32 }, (__, i) => (document * 7919 + i * 104_729) % 4096);
  return { document, split: 'train', tokens, starts: new Int32Array(0), ends: new Int32Array(0) };
});

const heldOut = Float32Array.from({ length: 16 * 192 }, (_, i) => Math.sin(i));

interface Trained extends WholeOutcome {
  lines: MetricsLine[];
  saved: WholeSnapshot[];
}

async function train(
  model: LanguageModel,
  harvestAhead: boolean,
  extra: Partial<TrainerOptions> = {},
): Promise<Trained> {
  const reader = await model.openReader(hook, { device: 'cpu', threads: 1, ownThread: harvestAhead });
  const backend = await openSparse(backendOptions(config, 192), { members: 1 });
  const source = await ShuffledSource.open(reader, rows, {
    ...{ seed: 3, rowsPerBatch: 4, blockTokens: 1000, harvestAhead },
    ...(extra.signal ? { signal: extra.signal } : {}),
  });
  const [lines, saved]: [MetricsLine[], WholeSnapshot[]] = [[], []];
  const trained = await trainSae({
    ...{ config, source, backend, heldOut, checkpointEverySteps: 20 },
    onMetrics: (line) => void lines.push(line),
    saveCheckpoint: async (snapshot) => {
      saved.push(await wholeSnapshot(snapshot));
    },
    ...extra,
  });
  const outcome = await wholeOutcome(trained);
  await source.dispose();
  await backend.dispose();
  await reader.dispose();
  return { ...outcome, lines, saved };
}

test('training is the same bit for bit whether the next block is harvested meanwhile, also when resumed', async () => {
  const model = await openLanguageModel('media/starter-model');
  const plain = await train(model, false);
  const ahead = await train(model, true);
  expect(plain.snapshot.position.epoch).toBe(2);
  expect(ahead.snapshot).toEqual(plain.snapshot);
  expect(ahead.lines).toEqual(plain.lines);
  const [from] = ahead.saved;
  expect(from?.state.step).toBe(20);
  const resumed = await train(model, true, from ? { resumeFrom: resumable(from) } : {});
  expect(resumed.snapshot).toEqual(plain.snapshot);
});

test('a stop while a block is harvested ahead ends training after its step, and resuming ends alike', async () => {
  const model = await openLanguageModel('media/starter-model');
  const controller = new AbortController();
  const stopped = await train(model, true, {
    signal: controller.signal,
    whilePaused: (done) => {
      if (done === 9) controller.abort(new Error('stopped'));
      return Promise.resolve();
    },
  });
  expect(stopped).toMatchObject({ status: 'stopped', snapshot: { state: { step: 9 } } });
  const resumed = await train(model, true, { resumeFrom: resumable(stopped.snapshot) });
  const plain = await train(model, false);
  expect(resumed.snapshot).toEqual(plain.snapshot);
});
