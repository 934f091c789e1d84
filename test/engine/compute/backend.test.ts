import { describe, expect, it } from 'vitest';
import type { Backend } from '../../../native-worker/compute/backend.ts';
import {
  BackendNotLoadedError,
  NonFiniteActivationError,
  NonFiniteLossError,
  ShapeError,
} from '../../../native-worker/compute/errors.ts';
import { stateArrays } from '../../../native-worker/compute/saeState.ts';
import type { SaeState } from '../../../native-worker/compute/saeState.ts';
import { readerOf } from '../../../native-worker/compute/stateReader.ts';
import { syntheticState } from '../../unit/compute/syntheticState.ts';
import { backends, open, smallOptions } from './backends.ts';
import { recipes, startOf } from './forms.ts';

const { dIn, dSae, batchTokens } = smallOptions;
const forms = recipes(smallOptions);
/** Any deadness: each fifth feature. */
const dead = Float32Array.from({ length: dSae }, (_, m) => (m % 5 === 0 ? 1 : 0));

describe.each(backends)('The %s backend', (name) => {
  it('gives back the state it was given, and keeps its own copy', async () => {
    const backend = await open(name);
    const { state } = syntheticState({ dIn, dSae, seed: 1 });
    await backend.load(state);
    state.weights.fill(7);
    const first = await backend.readState();
    expect(first.weights[0]).not.toBe(7);
    first.weights.fill(9);
    expect((await backend.readState()).weights[0]).not.toBe(9);
    await backend.dispose();
  });

  it.each(['tied', 'untied'] as const)('is loaded and read in stretches: %s', async (kind) => {
    const tied = kind === 'tied';
    const backend = await open(name, { tied });
    const { state } = syntheticState({ dIn, dSae, seed: 1 });
    if (!tied) {
      state.encoder = state.weights.map((value) => value / 2);
      state.encoderFirstMoment = state.firstMoment.map((value) => value / 3);
      state.encoderSecondMoment = state.secondMoment.map((value) => value / 4);
    }
    await backend.load(readerOf(state));
    expect(await backend.readState()).toEqual(state);
    const reader = backend.stateReader();
    for (const array of stateArrays) {
      const { length } = state[array];
      const [from, to] = [Math.floor(length / 3), Math.ceil((2 * length) / 3)];
      expect(await reader.read(array, from, to)).toEqual(state[array].slice(from, to));
    }
    await backend.dispose();
  });

  it('refuses to be read as it was before a step', async () => {
    const backend = await open(name);
    const { state, batch } = syntheticState({ dIn, dSae, seed: 2 });
    await backend.load(state);
    const reader = backend.stateReader();
    await backend.step(batch(batchTokens), { learningRate: 1e-3 });
    await expect(reader.read('biases', 0, dSae)).rejects.toThrow('The state of step 0 was read after step 1');
    await backend.dispose();
  });

  it('keeps rows on the unit sphere and lowers the loss', async () => {
    const backend = await open(name);
    const { state, batch } = syntheticState({ dIn, dSae, seed: 2 });
    await backend.load(state);
    const x = batch(batchTokens);
    const before = await backend.step(x, { learningRate: 3e-3 });
    for (let i = 0; i < 20; i++) await backend.step(x, { learningRate: 3e-3 });
    const after = await backend.step(x, { learningRate: 3e-3 });
    expect(after.squaredError).toBeLessThan(before.squaredError);
    const { weights, step } = await backend.readState();
    expect(step).toBe(22);
    for (let m = 0; m < dSae; m++) {
      expect(Math.hypot(...weights.subarray(m * dIn, (m + 1) * dIn))).toBeCloseTo(1, 5);
    }
    await backend.dispose();
  });

  it('counts firings and peaks before the update, and starts anew when they are taken', async () => {
    const backend = await open(name);
    const { state, batch } = syntheticState({ dIn, dSae, seed: 3 });
    await backend.load(state);
    const x = batch(batchTokens);
    const u = await backend.preActivations(x);
    const stats = await backend.step(x, { learningRate: 1e-3 });
    const taken = await backend.takeFiringStats();
    expect(taken.rows).toBe(batchTokens);
    let pairs = 0;
    for (let m = 0; m < dSae; m++) {
      const y = Array.from(
        { length: batchTokens },
        (_, row) => (u[row * dSae + m] ?? 0) + (state.biases[m] ?? 0),
      );
      expect(taken.counts[m]).toBe(y.filter((value) => value > 0).length);
      expect(taken.peaks[m]).toBeCloseTo(Math.max(...y), 6);
      pairs += taken.counts[m] ?? 0;
    }
    expect(stats.activePairs).toBe(pairs);
    const empty = await backend.takeFiringStats();
    expect(empty.rows).toBe(0);
    expect(Math.max(...empty.counts)).toBe(0);
    expect(Math.max(...empty.peaks)).toBe(-Infinity);
    await backend.dispose();
  });

  it.each(['jumprelu', 'relu'] as const)('encodes any number of rows as %s says', async (activation) => {
    const backend = await open(name, { activation });
    const { state, batch } = syntheticState({ dIn, dSae, seed: 4 });
    await backend.load(state);
    const x = batch(11);
    const u = await backend.preActivations(x);
    const codes = await backend.encode(x, { ...state, activation, cuts: new Float32Array(dSae), k: null });
    expect(codes.rows).toBe(11);
    expect(codes.rowPointers[11]).toBe(codes.values.length);
    let pair = 0;
    for (let row = 0; row < 11; row++) {
      for (let m = 0; m < dSae; m++) {
        const value = u[row * dSae + m] ?? 0;
        const y = value + (state.biases[m] ?? 0);
        if (y <= 0) continue;
        expect(codes.features[pair]).toBe(m);
        expect(codes.values[pair++]).toBeCloseTo(activation === 'jumprelu' ? value : y, 6);
      }
      expect(codes.rowPointers[row + 1]).toBe(pair);
    }
    expect(pair).toBeGreaterThan(11);
    await backend.dispose();
  });

  it('uses the biases and the scale it was handed', async () => {
    const backend = await open(name);
    const { state, batch } = syntheticState({ dIn, dSae, seed: 5 });
    await backend.load(state);
    await backend.setBiases(new Float32Array(dSae).fill(-10));
    const { squaredError, squaredNorm, activePairs } = await backend.step(batch(batchTokens), {
      learningRate: 1e-3,
      scale: 0.125,
    });
    expect(activePairs).toBe(0);
    expect(squaredNorm).toBeCloseTo(batchTokens, 3);
    expect(squaredError).toBeCloseTo(batchTokens, -1);
    const { scales, biases } = await backend.readState();
    expect([scales[0], biases[dSae - 1]]).toEqual([0.125, -10]);
    await backend.dispose();
  });

  it.each(Object.keys(forms))('resumes from a read state bit for bit: %s', async (form) => {
    const options = forms[form] ?? smallOptions;
    const { state, batch } = startOf(options, 6);
    const batches = Array.from({ length: 9 }, () => batch(batchTokens));
    const train = async (backend: Backend, from: number, to: number): Promise<SaeState> => {
      for (let i = from; i < to; i++) {
        const settings = { learningRate: 1e-2, penaltyWeight: 0.01, ...(i % 3 === 0 ? {} : { dead }) };
        await backend.step(batches[i] ?? new Float32Array(), settings);
      }
      return backend.readState();
    };
    const [undisturbed, first, second] = [
      await open(name, options),
      await open(name, options),
      await open(name, options),
    ];
    await undisturbed.load(state);
    const expected = await train(undisturbed, 0, 9);
    await first.load(state);
    await second.load(await train(first, 0, 4));
    const resumed = await train(second, 4, 9);
    expect(resumed.step).toBe(9);
    for (const array of stateArrays) expect(resumed[array], array).toEqual(expected[array]);
    for (const backend of [undisturbed, first, second]) await backend.dispose();
  });

  it('encodes through an untied encoder, above the cuts of a rule and with its k largest', async () => {
    const options = forms['topk'] ?? smallOptions;
    const backend = await open(name, options);
    const { state, batch } = startOf(options, 8);
    await backend.load(state);
    const x = batch(6);
    const u = await backend.preActivations(x);
    const [row, m] = [4, 9];
    let expected = 0;
    for (let i = 0; i < dIn; i++) {
      expected += (state.encoder[m * dIn + i] ?? 0) * ((x[row * dIn + i] ?? 0) - (state.preBias[i] ?? 0));
    }
    expect(u[row * dSae + m]).toBeCloseTo(expected, 6);
    const cuts = state.thresholds.map((_, feature) => 0.02 * (feature % 3));
    const codes = await backend.encode(x, { activation: 'relu', biases: state.biases, cuts, k: 4 });
    for (let at = 0; at < 6; at++) {
      const above = Array.from({ length: dSae }, (_, feature) => ({
        feature,
        y: (u[at * dSae + feature] ?? 0) + (state.biases[feature] ?? 0),
      })).filter(({ feature, y }) => y > (cuts[feature] ?? 0));
      const kept = above.toSorted((p, q) => q.y - p.y).slice(0, 4);
      const pairs = [codes.rowPointers[at] ?? 0, codes.rowPointers[at + 1] ?? 0] as const;
      expect([...codes.features.subarray(...pairs)]).toEqual(
        kept.map(({ feature }) => feature).toSorted((p, q) => p - q),
      );
      expect(codes.values[pairs[0]]).toBeCloseTo(
        kept.find(({ feature }) => feature === codes.features[pairs[0]])?.y ?? NaN,
        6,
      );
    }
    expect(codes.values.length).toBe(24);
    await backend.dispose();
  });

  it.each([
    ['topk', 3],
    ['batchtopk', 3],
    // Too many for the selection by chunks.
    ['batchtopk', 10],
  ] as const)('tells what %s of %i chose among what was positive', async (form, k) => {
    const options = { ...(forms[form] ?? smallOptions), selection: { kind: form, k } };
    const backend = await open(name, options);
    const { state, batch } = startOf(options, 9);
    await backend.load(state);
    const x = batch(batchTokens);
    const u = await backend.preActivations(x);
    const y = u.map((value, i) => value + (state.biases[i % dSae] ?? 0));
    const stats = await backend.step(x, { learningRate: 1e-3 });
    const kept = k * batchTokens;
    const rows = Array.from({ length: batchTokens }, (_, row) => y.slice(row * dSae, (row + 1) * dSae));
    const last =
      form === 'topk'
        ? Math.min(...rows.map((row) => row.toSorted()[dSae - k] ?? NaN))
        : y.toSorted()[y.length - kept];
    expect(stats.activePairs).toBe(kept);
    expect(stats.positivePairs).toBe(y.filter((value) => value > 0).length);
    expect(stats.smallestActive).toBeCloseTo(last ?? NaN, 6);
    const { counts } = await backend.takeFiringStats();
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(kept);
    await backend.setBiases(new Float32Array(dSae).fill(-10));
    const silent = await backend.step(x, { learningRate: 1e-3, dead });
    expect([silent.activePairs, silent.positivePairs, silent.smallestActive]).toEqual([0, 0, Infinity]);
    await backend.dispose();
  });

  it('weighs the norms of decoder rows in its penalties', async () => {
    const penalties: Record<string, (z: number, norm: number) => number> = {
      l1: (z, norm) => z * norm,
      'jumprelu, tanh': (z, norm) => Math.tanh(4 * z * norm),
      'jumprelu, l0': () => 1,
    };
    for (const [form, penalty] of Object.entries(penalties)) {
      const options = forms[form] ?? smallOptions;
      const backend = await open(name, options);
      const { state, batch } = startOf(options, 10);
      await backend.load(state);
      const x = batch(batchTokens);
      const u = await backend.preActivations(x);
      let [expected, active] = [0, 0];
      u.forEach((value, i) => {
        const m = i % dSae;
        const y = value + (state.biases[m] ?? 0);
        if (y <= (state.thresholds[m] ?? 0)) return;
        active += 1;
        expected += penalty(y, Math.hypot(...state.weights.subarray(m * dIn, (m + 1) * dIn)));
      });
      const stats = await backend.step(x, { learningRate: 1e-3, penaltyWeight: 0.1 });
      expect(stats.activePairs).toBe(active);
      expect(stats.penalty).toBeCloseTo(expected / batchTokens, 4);
      expect(stats.smallestActive).toBeNaN();
      await backend.dispose();
    }
  });

  it('leaves a frozen decoder alone while it trains the encoder', async () => {
    const options = forms['polish'] ?? smallOptions;
    const backend = await open(name, options);
    const { state, batch } = startOf(options, 12);
    await backend.load(state);
    await backend.step(batch(batchTokens), { learningRate: 1e-2 });
    const after = await backend.readState();
    for (const array of ['weights', 'scales', 'biases', 'preBias'] as const) {
      expect(after[array]).toEqual(state[array]);
    }
    expect(after.encoder).not.toEqual(state.encoder);
    await backend.dispose();
  });

  it('has no auxiliary loss without dead features, and stands fewer of them than k', async () => {
    const options = { ...(forms['topk'] ?? smallOptions), auxiliary: { k: 40, coefficient: 1 } };
    const backend = await open(name, options);
    const { state, batch } = startOf(options, 13);
    await backend.load(state);
    const x = batch(batchTokens);
    const quiet = new Float32Array(dSae);
    expect((await backend.step(x, { learningRate: 1e-3 })).auxiliary).toBe(0);
    expect((await backend.step(x, { learningRate: 1e-3, dead: quiet })).auxiliary).toBe(0);
    const { auxiliary } = await backend.step(x, { learningRate: 1e-3, dead });
    expect(auxiliary).toBeGreaterThan(0);
    const wrong = { learningRate: 1e-3, dead: dead.subarray(1) };
    await expect(backend.step(x, wrong)).rejects.toThrow(ShapeError);
    const { weights, encoder } = await backend.readState();
    expect([...weights, ...encoder].every(Number.isFinite)).toBe(true);
    await backend.dispose();
  });

  it('keeps learned thresholds at or above 0', async () => {
    const options = forms['jumprelu, l0'] ?? smallOptions;
    const backend = await open(name, options);
    const { state, batch } = startOf(options, 14);
    await backend.load({ ...state, thresholds: state.thresholds.map(() => 1e-3) });
    for (let i = 0; i < 5; i++) await backend.step(batch(batchTokens), { learningRate: 0.1 });
    const { thresholds } = await backend.readState();
    expect(Math.min(...thresholds)).toBe(0);
    expect(Math.max(...thresholds)).toBeGreaterThan(0);
    await backend.dispose();
  });

  it('names the row of a NaN, and says when it diverged, got a wrong shape or no state', async () => {
    const backend = await open(name);
    const { state, batch } = syntheticState({ dIn, dSae, seed: 7 });
    const x = batch(batchTokens);
    await expect(backend.step(x, { learningRate: 1e-3 })).rejects.toThrow(BackendNotLoadedError);
    await backend.load(state);
    await expect(backend.step(x.subarray(1), { learningRate: 1e-3 })).rejects.toThrow(ShapeError);
    const broken = x.slice();
    broken[2 * dIn + 3] = NaN;
    await expect(backend.step(broken, { learningRate: 1e-3 })).rejects.toThrow(NonFiniteActivationError);
    await expect(backend.step(broken, { learningRate: 1e-3 })).rejects.toThrow(/Row 2 .* dimension 3/);
    await expect(backend.step(x, { learningRate: 1e-3, scale: Infinity })).rejects.toThrow(
      NonFiniteLossError,
    );
    await backend.dispose();
  });
});
