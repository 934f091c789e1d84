import { describe, expect, it } from 'vitest';
import { syntheticOffers } from '../../../native-worker/engine/syntheticOffers.ts';
import { syntheticExperiments } from '../../../native-worker/synthetic/experiments.ts';

describe('the synthetic experiments on offer', () => {
  it('are all there are, with their own default seeds', () => {
    const own = Object.entries(syntheticExperiments).map(([experiment, { defaults }]) => {
      const { seed, seeds } = defaults();
      return { experiment, seed, seeds };
    });
    expect(syntheticOffers(2).map(({ request }) => request)).toEqual(own);
  });

  it('take half as long with twice the processes', () => {
    const [one, two] = [syntheticOffers(1), syntheticOffers(2)];
    expect(two.map(({ seconds }) => seconds)).toEqual(one.map(({ seconds }) => (seconds ?? 0) / 2));
  });
});
