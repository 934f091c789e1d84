/** The problem that benchmarks race on must have the share of active pairs that their tables name. */
import { describe, expect, test } from 'vitest';
import { gbaForm } from '../../../native-worker/compute/backend.ts';
import { openSparse } from '../../../native-worker/compute/sparse/openSparse.ts';
import { groupTargets, sparseProblem, stateOf } from '../../bench/step/sparseProblem.ts';

const sizes = { dIn: 40, dSae: 600, batchTokens: 512 };

describe('the targets of the groups', () => {
  test.each([0.003, 0.1, 0.5])('have the mean that was asked for: %f', (share) => {
    const targets = groupTargets(share);
    expect(targets.reduce((sum, target) => sum + target, 0) / targets.length).toBeCloseTo(share, 6);
    expect(targets.toSorted((p, q) => q - p)).toEqual(targets);
  });
});

test('a problem has about the active pairs that were asked for, on batches that its thresholds never saw', async () => {
  const shares = [0.02, 0.3];
  const problem = await sparseProblem(sizes, shares);
  for (const share of shares) {
    const backend = await openSparse({ ...gbaForm, ...sizes, prefixes: [sizes.dSae] }, { members: 1 });
    await backend.load(stateOf(problem, share));
    const [x] = problem.batches;
    if (!x) throw new Error('There is no batch.');
    const { activePairs } = await backend.step(x, { learningRate: 1e-6 });
    await backend.dispose();
    const active = activePairs / (sizes.dSae * sizes.batchTokens);
    expect(active).toBeGreaterThan(0.75 * share);
    expect(active).toBeLessThan(1.25 * share);
  }
});
