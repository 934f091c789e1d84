import { describe, expect, it } from 'vitest';
import {
  BackendNotLoadedError,
  NonFiniteActivationError,
  NonFiniteLossError,
  ShapeError,
} from '../../../native-worker/compute/errors.ts';
import { stateArrays } from '../../../native-worker/compute/saeState.ts';
import { syntheticState } from '../../unit/compute/syntheticState.ts';
import { backends, open, smallOptions, trainsAll } from './backends.ts';

const { dIn, dSae, batchTokens } = smallOptions;

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

  it('resumes from a read state bit for bit', async () => {
    const options = { trains: trainsAll };
    const { state, batch } = syntheticState({ dIn, dSae, seed: 6 });
    const batches = Array.from({ length: 12 }, () => batch(batchTokens));
    const undisturbed = await open(name, options);
    await undisturbed.load(state);
    for (const x of batches) await undisturbed.step(x, { learningRate: 1e-2 });
    const first = await open(name, options);
    await first.load(state);
    for (const x of batches.slice(0, 5)) await first.step(x, { learningRate: 1e-2 });
    const saved = await first.readState();
    await first.dispose();
    const second = await open(name, options);
    await second.load(saved);
    for (const x of batches.slice(5)) await second.step(x, { learningRate: 1e-2 });
    const [expected, resumed] = [await undisturbed.readState(), await second.readState()];
    for (const array of stateArrays) expect(resumed[array]).toEqual(expected[array]);
    await undisturbed.dispose();
    await second.dispose();
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
