import { describe, expect, test } from 'vitest';
import { blockTokensFor, planActivations } from '../../../native-worker/activations/activationMemory.ts';
import type { ActivationNeeds } from '../../../native-worker/activations/activationMemory.ts';

const mebi = 2 ** 20;
const paper = { dIn: 1536, saeBytes: 3 * 4 * 1536 * 65_536 };
const everyday: ActivationNeeds = {
  ...{ dIn: 576, saeBytes: 3 * 4 * 576 * 16_384, epochTokens: 1e7, ahead: false },
  ...{ free: { bytes: 64e9, source: 'a test' }, plannedBytes: 1e9 },
};
const bytesOf = (needs: ActivationNeeds): number =>
  planActivations(needs).uses.reduce((sum, { bytes }) => sum + bytes, 0);

describe('the memory of activations', () => {
  test.each([
    [{ dIn: 192, saeBytes: 1e8 }, 262_144],
    [{ dIn: 576, saeBytes: 1e8 }, Math.floor((256 * mebi) / (4 * 576))],
    [{ dIn: 1536, saeBytes: 0.9e9 }, Math.floor((256 * mebi) / (4 * 1536))],
    [paper, Math.floor((32 * mebi) / (4 * 1536))],
  ])('blocks of %j have %i tokens', (sizes, tokens) => {
    expect(blockTokensFor(sizes)).toBe(tokens);
  });

  test('an everyday SAE keeps 1 GiB, less the block that is harvested ahead: the sum is the same', () => {
    const [plain, ahead] = [planActivations(everyday), planActivations({ ...everyday, ahead: true })];
    expect(plain.cacheBytes).toBe(1024 * mebi);
    expect(ahead.blockTokens).toBe(plain.blockTokens);
    expect(bytesOf({ ...everyday, ahead: true })).toBe(bytesOf(everyday));
    expect(bytesOf(everyday)).toBeLessThanOrEqual(1280 * mebi);
    expect(plain.reason).toMatch(
      /^1\.1 GB of activations are kept .* of 23\.0 GB an epoch, which is the most: /u,
    );
  });

  test("at the paper's size nothing is kept, and two blocks take 64 MiB at most", () => {
    const plan = planActivations({ ...everyday, ...paper, ahead: true });
    expect(plan).toMatchObject({ cacheBytes: 0, holdsEpoch: false });
    expect(plan.reason).toMatch(/^No activations are kept .* because the SAE alone needs 1\.2 GB: /u);
    expect(bytesOf({ ...everyday, ...paper, ahead: true })).toBeLessThanOrEqual(64 * mebi);
  });

  test('where little is free a quarter of what is left over is kept, down to nothing, and why is said', () => {
    const free = (bytes: number): ActivationNeeds => ({ ...everyday, free: { bytes, source: 'a test' } });
    const block = 4 * 576 * planActivations(everyday).blockTokens;
    const tight = planActivations(free(1e9 + block + 4e8));
    expect(tight.cacheBytes).toBe(1e8);
    expect(tight.reason).toMatch(/^100 MB of .* a quarter of the 400 MB left over \(a test\): /u);
    expect(planActivations(free(1e9)).cacheBytes).toBe(0);
    expect(planActivations(free(1e9)).reason).toMatch(/^No activations are kept/u);
    expect(planActivations({ ...everyday, free: { bytes: null, source: '' } }).cacheBytes).toBe(1024 * mebi);
  });

  test('an epoch that fits is kept whole and takes what it has, its blocks among it', () => {
    const plan = planActivations({ ...everyday, epochTokens: 50_000, ahead: true });
    expect(plan).toMatchObject({ holdsEpoch: true, reason: null });
    expect(plan.uses).toEqual([
      { what: 'activations kept for later epochs', where: 'host', bytes: 50_000 * 576 * 4 },
    ]);
  });

  test('an earlier job keeps its blocks', () => {
    expect(planActivations({ ...everyday, blockTokens: 1000 }).blockTokens).toBe(1000);
  });
});
