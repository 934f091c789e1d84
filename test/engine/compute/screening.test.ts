/** int8 screening: the active pairs are those of fp32, and no bit depends on whether a block was screened, whatever the data. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BackendOptions } from '../../../native-worker/compute/backend.ts';
import { stateArrays } from '../../../native-worker/compute/saeState.ts';
import type { SaeState } from '../../../native-worker/compute/saeState.ts';
import { Int8UnavailableError } from '../../../native-worker/compute/sparse/chooseInt8.ts';
import { int8Fault } from '../../../native-worker/compute/sparse/int8SelfTest.ts';
import { openSparse } from '../../../native-worker/compute/sparse/openSparse.ts';
import type { SparseBackend } from '../../../native-worker/compute/sparse/sparseBackend.ts';
import { recipes, startOf } from './forms.ts';
import { withDensity } from './withDensity.ts';

const learningRate = 1e-3;

function formOf(name: string, sizes: { dIn: number; dSae: number; batchTokens: number }): BackendOptions {
  const options = recipes(sizes)[name];
  if (!options) throw new Error(`There is no form ${name}.`);
  return options;
}

const open = (options: BackendOptions, int8: 'on' | 'off'): Promise<SparseBackend> =>
  openSparse(options, { members: 2, inline: true, int8 });

interface Trained {
  state: SaeState;
  /** Blocks screened in each step. */
  screened: number[];
}

/**
 * Trains with int8 on; before each step, another backend without int8 takes up the same state and must find the same pairs. A third one,
 * with int8, is loaded anew before each step, so that it never screens, and must end with the same bits.
 */
async function trainAndCompare(
  options: BackendOptions,
  start: SaeState,
  batches: readonly Float32Array[],
): Promise<Trained> {
  const [on, off, unscreened] = [
    await open(options, 'on'),
    await open(options, 'off'),
    await open(options, 'on'),
  ];
  await on.load(start);
  let state = start;
  const screened: number[] = [];
  for (const x of batches) {
    await off.load(state);
    await unscreened.load(state);
    const [got, expected, same] = [
      await on.step(x, { learningRate }),
      await off.step(x, { learningRate }),
      await unscreened.step(x, { learningRate }),
    ];
    const [counts, expectedCounts] = [await on.takeFiringStats(), await off.takeFiringStats()];
    expect(counts.counts).toEqual(expectedCounts.counts);
    expect(got.activePairs).toBe(expected.activePairs);
    expect(Math.abs(got.squaredError - expected.squaredError)).toBeLessThanOrEqual(
      1e-5 * expected.squaredError,
    );
    expect(unscreened.ways?.screened).toBe(0);
    expect(same).toEqual(got);
    state = await on.readState();
    const again = await unscreened.readState();
    // Quicker than toEqual on long arrays.
    const apart = stateArrays.filter(
      (name) => Buffer.compare(bytesOf(again[name]), bytesOf(state[name])) !== 0,
    );
    expect(apart).toEqual([]);
    screened.push(on.ways?.screened ?? 0);
  }
  for (const backend of [on, off, unscreened]) await backend.dispose();
  return { state, screened };
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array): Buffer =>
  Buffer.from(buffer, byteOffset, byteLength);

type Spoil = (batch: Float32Array, state: SaeState, dIn: number) => void;

/** What data may look like at its worst. */
const spoilt: Record<string, Spoil> = {
  'as it should be': () => undefined,
  'three dimensions thirty times as large': (x, { weights }, dIn) => {
    for (let i = 0; i < x.length; i++) if (i % dIn < 3) x[i] = 30 * (x[i] ?? 0);
    for (let i = 0; i < weights.length; i++) if (i % dIn < 3) weights[i] = 2 * (weights[i] ?? 0);
  },
  'rows of zeros': (x, { weights }, dIn) => {
    x.fill(0, 3 * dIn, 5 * dIn);
    weights.fill(0, 0, 2 * dIn);
  },
  'constant rows': (x, { weights }, dIn) => {
    x.fill(1 / Math.sqrt(dIn), 0, 4 * dIn);
    weights.fill(-1 / Math.sqrt(dIn), 7 * dIn, 9 * dIn);
  },
  'all values of a row at the limit': (x, { weights }, dIn) => {
    for (let i = 0; i < x.length; i++) x[i] = Math.sign(x[i] ?? 0) / Math.sqrt(dIn);
    for (let i = 0; i < weights.length; i++) weights[i] = Math.sign(weights[i] ?? 0) / Math.sqrt(dIn);
  },
  'norms from a thousandth to ten thousand': (x, _, dIn) => {
    for (let i = 0; i < x.length; i++) x[i] = 10 ** ((Math.floor(i / dIn) % 8) - 3) * (x[i] ?? 0);
  },
  'all rows along one dimension': (x, { weights }, dIn) => {
    for (let i = 0; i < x.length; i++) if (i % dIn !== 1) x[i] = 1e-3 * (x[i] ?? 0);
    for (let i = 0; i < weights.length; i++) if (i % dIn !== 1) weights[i] = 1e-3 * (weights[i] ?? 0);
  },
};

describe('int8 screening', () => {
  it.each(Object.keys(spoilt))(
    'finds the pairs of fp32 and leaves no trace in the bits: data %s',
    async (kind) => {
      const options = formOf('gba', { dIn: 72, dSae: 600, batchTokens: 150 });
      const { state, batch } = startOf(options, 5);
      const batches = Array.from({ length: 4 }, () => batch(options.batchTokens));
      for (const x of batches) spoilt[kind]?.(x, state, options.dIn);
      const start = await withDensity(options, state, batches[0] ?? new Float32Array(), 0.006);
      const { screened } = await trainAndCompare(options, start, batches);
      expect(screened[0]).toBe(0);
      // Blocks of 256, 256 and 88 neurons.
      if (kind === 'as it should be') expect(screened.slice(1)).toEqual([3, 3, 3]);
    },
  );

  it.each(['gba', 'gba, relu', 'polish', 'l1'])(
    'works for every form with fixed thresholds: %s',
    async (form) => {
      const options = formOf(form, { dIn: 100, dSae: 300, batchTokens: 120 });
      const { state, batch } = startOf(options, 6);
      const batches = Array.from({ length: 3 }, () => batch(options.batchTokens));
      const start = await withDensity(options, state, batches[0] ?? new Float32Array(), 0.005);
      const { screened } = await trainAndCompare(options, start, batches);
      expect(screened[2]).toBeGreaterThan(0);
    },
  );

  it('decides pairs within 1e-7 of their threshold as fp32 does', async () => {
    const options = formOf('gba', { dIn: 64, dSae: 256, batchTokens: 400 });
    const { state, batch } = startOf(options, 7);
    const x = batch(options.batchTokens);
    const on = await open(options, 'on');
    await on.load(await withDensity(options, state, x, 0.004));
    await on.step(x, { learningRate: 0 });
    // Some token's u is every neuron's threshold, but for a few of the last bits.
    const u = await on.preActivations(x);
    const biases = state.biases.map((_, m) => {
      const own = Float32Array.from(
        { length: options.batchTokens },
        (_, row) => u[row * options.dSae + m] ?? 0,
      );
      const threshold = own.toSorted()[options.batchTokens - 2] ?? 0;
      return -threshold + (((m % 21) - 10) / 10) * 1e-7;
    });
    await on.setBiases(biases);
    await on.takeFiringStats();
    const before = await on.readState();
    const off = await open(options, 'off');
    await off.load(before);
    const [got, expected] = [await on.step(x, { learningRate }), await off.step(x, { learningRate })];
    expect(on.ways).toMatchObject({ blocks: 1, screened: 1 });
    expect(got.activePairs).toBe(expected.activePairs);
    expect((await on.takeFiringStats()).counts.some((count) => count === 1)).toBe(true);
    const [after, expectedAfter] = [await on.readState(), await off.readState()];
    const apart = after.weights.map((value, i) => Math.abs(value - (expectedAfter.weights[i] ?? NaN)));
    // A pair that only one of them took would move its row by about the learning rate.
    expect(Math.max(...apart)).toBeLessThan(1e-5);
    await on.dispose();
    await off.dispose();
  });

  it('takes a block back to fp32 when it has too many candidates, and for some steps after', async () => {
    const options = formOf('gba', { dIn: 48, dSae: 256, batchTokens: 200 });
    const { state, batch } = startOf(options, 8);
    const on = await open(options, 'on');
    const x = batch(options.batchTokens);
    const start = await withDensity(options, state, x, 0.005);
    await on.load(start);
    const ways = [];
    for (const density of [0.005, 0.005, 0.3, 0.005, 0.005]) {
      await on.setBiases((await withDensity(options, await on.readState(), x, density)).biases);
      const { denseShare } = await on.step(x, { learningRate });
      ways.push({ ...on.ways, denseShare });
    }
    expect(ways.map(({ screened }) => screened)).toEqual([0, 1, 0, 0, 0]);
    expect(ways.map(({ denseShare }) => denseShare)).toEqual([0, 0, 1, 0, 0]);
    await on.dispose();
  });

  it('agrees with fp32 over random sizes and densities', async () => {
    const sizes = fc.record({
      dIn: fc.integer({ min: 3, max: 150 }),
      dSae: fc.integer({ min: 1, max: 700 }),
      batchTokens: fc.integer({ min: 1, max: 130 }),
    });
    const densities = fc.oneof(
      fc.double({ min: 0, max: 0.02, noNaN: true }),
      fc.double({ min: 0, max: 0.6, noNaN: true }),
    );
    await fc.assert(
      fc.asyncProperty(sizes, densities, fc.integer({ min: 0, max: 1e6 }), async (size, density, seed) => {
        const options = formOf('gba', size);
        const { state, batch } = startOf(options, seed);
        const batches = Array.from({ length: 3 }, () => batch(size.batchTokens));
        const start = await withDensity(options, state, batches[0] ?? new Float32Array(), density);
        await trainAndCompare(options, start, batches);
      }),
      { numRuns: 25 },
    );
  });
});

describe('The choice of int8', () => {
  const options = formOf('gba', { dIn: 32, dSae: 256, batchTokens: 64 });

  it('is told with its reason, and refused by name where the selection does not allow it', async () => {
    const topk = { ...options, selection: { kind: 'topk', k: 3 } } as const;
    const automatic = await openSparse(topk, { members: 1, int8: 'auto' });
    expect(automatic.device).toMatchObject({
      int8: false,
      reason: expect.stringContaining('topk') as string,
    });
    await automatic.dispose();
    await expect(openSparse(topk, { members: 1, int8: 'on' })).rejects.toThrow(Int8UnavailableError);
    const measured = await openSparse(options, { members: 1, int8: 'auto' });
    expect(measured.device.reason).toMatch(/Screening by int8 is (on|off): .* times as fast/);
    await measured.dispose();
  });

  it('finds out a CPU whose products saturate at 16 bits', async () => {
    const sizes = { rows: 6, width: 64, columns: 8 };
    expect(await int8Fault(sizes)).toBeNull();
    // vpmaddubsw: neighbours are multiplied and added, and the sums saturate; the zero point is taken off afterwards.
    const integer = (w: Uint8Array, x: Int8Array): Promise<Int32Array> => {
      const sums = Int32Array.from({ length: sizes.rows * sizes.columns }, (_, at) => {
        const [m, t] = [Math.floor(at / sizes.columns), at % sizes.columns];
        let sum = 0;
        for (let i = 0; i < sizes.width; i += 2) {
          const product = (j: number): number =>
            (w[m * sizes.width + j] ?? 0) * (x[j * sizes.columns + t] ?? 0);
          sum += Math.max(-32_768, Math.min(32_767, product(i) + product(i + 1)));
          sum -= 128 * ((x[i * sizes.columns + t] ?? 0) + (x[(i + 1) * sizes.columns + t] ?? 0));
        }
        return sum;
      });
      return Promise.resolve(sums);
    };
    const rounded = (): Promise<Uint8Array> => Promise.resolve(new Uint8Array(sizes.rows * sizes.columns));
    expect(await int8Fault(sizes, { integer, rounded })).toMatch(/instead of 1032256/);
    const exact = (w: Uint8Array, x: Int8Array): Promise<Int32Array> =>
      Promise.resolve(
        Int32Array.from({ length: sizes.rows * sizes.columns }, (_, at) => {
          const [m, t] = [Math.floor(at / sizes.columns), at % sizes.columns];
          let sum = 0;
          for (let i = 0; i < sizes.width; i++) {
            sum += ((w[m * sizes.width + i] ?? 0) - 128) * (x[i * sizes.columns + t] ?? 0);
          }
          return sum;
        }),
      );
    expect(await int8Fault(sizes, { integer: exact, rounded })).toMatch(/rounded int8 product/);
  });
});
