import fc from 'fast-check';
import { setImmediate as settled } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { NonFiniteActivationError } from '../../../native-worker/activations/maskBatch.ts';
import { ShuffledSource } from '../../../native-worker/activations/shuffledSource.ts';
import type { SourceOptions } from '../../../native-worker/activations/shuffledSource.ts';
import type { ActivationReader } from '../../../native-worker/llm/languageModel.ts';
import { nextRows } from '../../../native-worker/sae/sourceRows.ts';
import { fakeReader, numberedRows, tokensOf, type FakeReader } from './fakeReader.ts';

/** Twelve rows of six tokens in four blocks of three; a block is two batches and 15 unmasked tokens. */
const rows = numberedRows(...new Array<number>(12).fill(6));
const options: SourceOptions = {
  ...{ seed: 7, rowsPerBatch: 2, blockTokens: 20, medianNorm: 1000, harvestAhead: true },
};
const open = (reader: ActivationReader, extra: Partial<SourceOptions> = {}): Promise<ShuffledSource> =>
  ShuffledSource.open(reader, rows, { ...options, ...extra });

/** A reader whose forward passes end one by one, when they are told to. */
function slowReader(): FakeReader & { finishOne(): Promise<void>; waiting: (() => void)[] } {
  const quick = fakeReader();
  const waiting: (() => void)[] = [];
  return {
    ...quick,
    waiting,
    read: async (batch) => {
      const values = quick.read(batch);
      await new Promise<void>((resolve) => waiting.push(resolve));
      return values;
    },
    finishOne: async () => {
      waiting.shift()?.();
      await settled();
    },
  };
}

/** Reads the first row of epoch 0 while all forward passes of its block end. */
async function firstRow(
  source: ShuffledSource,
  reader: ReturnType<typeof slowReader>,
  after: number,
): Promise<void> {
  const row = source.next(1, after);
  await settled();
  for (let pass = 0; pass < 2; pass++) await reader.finishOne();
  await row;
  await settled();
}

const plenty = 1000;

describe('a source that harvests ahead', () => {
  test('gives the rows that one without gives, whatever is asked for, announced, kept or sought', async () => {
    const move = fc.oneof(
      fc.record({ count: fc.integer({ min: 1, max: 25 }), after: fc.integer({ min: 0, max: 80 }) }),
      fc.record({ epoch: fc.integer({ min: 0, max: 2 }), block: fc.integer({ min: 0, max: 3 }) }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(move, { maxLength: 12 }),
        fc.constantFrom(0, 200, 2 ** 20),
        fc.constantFrom(1, 2, 5),
        async (moves, cacheBytes, readsAtOnce) => {
          const ahead = await open({ ...fakeReader(), readsAtOnce }, { cacheBytes });
          const plain = await open(fakeReader(), { harvestAhead: false });
          for (const one of moves) {
            for (const source of [ahead, plain]) {
              if ('epoch' in one) await source.seek({ ...one, offset: 3 });
            }
            if ('epoch' in one) continue;
            expect(await nextRows(ahead, one.count, one.after)).toEqual(await nextRows(plain, one.count));
            expect(ahead.position()).toEqual(plain.position());
          }
          expect(ahead.masked()).toEqual(plain.masked());
          await ahead.dispose();
        },
      ),
      { numRuns: 60 },
    );
  });

  test('harvests the next block in the order of serving while one is served, and no other', async () => {
    const reader = slowReader();
    const source = await open(reader);
    await firstRow(source, reader, plenty);
    expect(reader.batches).toHaveLength(3);
    for (let pass = 0; pass < 4; pass++) await reader.finishOne();
    expect(reader.batches).toHaveLength(4);
    const plain = fakeReader();
    const others = await open(plain, { harvestAhead: false });
    await others.next(16);
    expect(reader.batches).toEqual(plain.batches);
    // What is at hand is served without another pass; only then comes the next block.
    await source.next(14, 40);
    await source.next(1, 39);
    expect(reader.batches).toHaveLength(5);
    await source.dispose();
  });

  test.each([
    [13, 2],
    [14, 2],
    [15, 3],
  ])('with %i more rows announced after the first of 15, reads %i batches', async (after, batches) => {
    const reader = slowReader();
    const source = await open(reader);
    await firstRow(source, reader, after);
    expect(reader.batches).toHaveLength(batches);
    await source.dispose();
  });

  test('goes on to the next epoch after the last block', async () => {
    // With seed 8 the last block of epoch 0 is not the first of epoch 1.
    const [reader, plain] = [fakeReader(), fakeReader()];
    const source = await open(reader, { seed: 8 });
    await source.seek({ epoch: 0, block: 3, offset: 0 });
    await source.next(2, plenty);
    await settled();
    await settled();
    const others = await open(plain, { seed: 8, harvestAhead: false });
    await others.seek({ epoch: 0, block: 3, offset: 0 });
    await others.next(2);
    await others.seek({ epoch: 1, block: 0, offset: 0 });
    await others.next(2);
    expect(reader.batches).toHaveLength(4);
    expect(reader.batches).toEqual(plain.batches);
  });

  test('harvests nothing that is kept', async () => {
    const reader = fakeReader();
    const source = await open(reader, { cacheBytes: 2 ** 20 });
    for (let i = 0; i < 4; i++) await source.next(15);
    await source.seek({ epoch: 1, block: 0, offset: 0 });
    await source.next(20, plenty);
    await settled();
    expect(reader.batches).toHaveLength(8);
  });

  test('an abort ends it between two batches and reaches who asks for the block, with its reason', async () => {
    const reader = slowReader();
    const controller = new AbortController();
    const source = await open(reader, { signal: controller.signal });
    await firstRow(source, reader, plenty);
    const reason = new Error('stopped');
    controller.abort(reason);
    await reader.finishOne();
    await settled();
    expect(reader.batches).toHaveLength(3);
    expect(await source.next(14, plenty)).not.toBeNull();
    await expect(source.next(1)).rejects.toBe(reason);
    expect(source.position()).toEqual({ epoch: 0, block: 0, offset: 15 });
  });

  test('an error of the model reaches who asks for its block, not before, and the block can be asked for again', async () => {
    let overflows = true;
    const second = await rowsOf(1);
    const bad = new Set(tokensOf(second));
    const reader = fakeReader(3, (token) => (overflows && bad.has(token) ? Infinity : 1));
    const source = await open(reader);
    await source.next(1, plenty);
    await settled();
    await settled();
    expect(await source.next(14, plenty)).not.toBeNull();
    await expect(source.next(1, plenty)).rejects.toThrow(NonFiniteActivationError);
    overflows = false;
    expect(await source.next(15)).toEqual(second);
  });

  test('while the run is paused no further batch is read', async () => {
    const reader = slowReader();
    let resume: () => void = () => undefined;
    let pause = Promise.resolve();
    const source = await open(reader, { whilePaused: () => pause });
    await firstRow(source, reader, plenty);
    pause = new Promise((resolve) => (resume = resolve));
    for (let pass = 0; pass < 3; pass++) await reader.finishOne();
    expect(reader.batches).toHaveLength(3);
    resume();
    await settled();
    expect(reader.batches).toHaveLength(4);
    await source.dispose();
  });

  test('it can be disposed of while the run is paused', async () => {
    const reader = slowReader();
    let pause = Promise.resolve();
    const source = await open(reader, { whilePaused: () => pause });
    await firstRow(source, reader, plenty);
    pause = new Promise(() => undefined);
    await reader.finishOne();
    await source.dispose();
    expect(reader.batches).toHaveLength(3);
  });

  test('an abort does not wait for the batch that is being read', async () => {
    const reader = slowReader();
    const controller = new AbortController();
    const source = await open(reader, { signal: controller.signal });
    const row = source.next(1);
    await settled();
    controller.abort(new Error('stopped'));
    await expect(row).rejects.toThrow('stopped');
    expect(reader.waiting).toHaveLength(1);
    await reader.finishOne();
    expect(reader.batches).toHaveLength(1);
  });

  test('once it is disposed of, no further batch is read', async () => {
    const reader = slowReader();
    const source = await open(reader);
    await firstRow(source, reader, plenty);
    await source.dispose();
    await reader.finishOne();
    await settled();
    expect(reader.batches).toHaveLength(3);
    expect(reader.waiting).toHaveLength(0);
  });

  test('a reader with a thread of its own is asked for so many batches at once, in their order', async () => {
    const reader = { ...slowReader(), readsAtOnce: 2 };
    const source = await open(reader, { blockTokens: 36 });
    const row = source.next(1);
    await settled();
    expect(reader.batches).toHaveLength(2);
    for (; reader.waiting.length > 0;) await reader.finishOne();
    const plain = await open(fakeReader(), { blockTokens: 36, harvestAhead: false });
    expect(await row).toEqual(await plain.next(1));
  });
});

/** All rows of the block at a place of epoch 0, in their order. */
async function rowsOf(place: number): Promise<Float32Array> {
  const plain = await open(fakeReader(), { harvestAhead: false });
  await plain.seek({ epoch: 0, block: place, offset: 0 });
  return (await plain.next(15)) ?? new Float32Array(0);
}
