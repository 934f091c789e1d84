import { expect, it } from 'vitest';
import { diversity } from '../../../../native-worker/sae/metrics/diversity.ts';
import { NoRowsError } from '../../../../native-worker/sae/metrics/errors.ts';
import { Random } from '../../../../native-worker/sae/random.ts';
import { atAngles, gaussianRows, permuted, reflected, rescaled } from './dictionaries.ts';

it('Twins, clusters and distinct features are counted, rows of zeros apart', async () => {
  // cos 25.84 degrees = 0.9: 0, 20 and 10 cluster around 0; 40 is a twin of 20 but not of 0; 180 is alone.
  const rows = Float32Array.of(...atAngles(0, 20, 40, 180, 10), 0, 0);
  expect(await diversity(rows, 2)).toEqual({
    features: 6,
    distinct: 3,
    distinctShare: 0.5,
    twins: 4,
    twinShare: 4 / 6,
    twinClusters: 1,
    largestCluster: 3,
    zeroRows: 1,
    threshold: 0.9,
  });
});

it('Orthogonal features are all distinct, equal ones are one', async () => {
  const orthogonal = Float32Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1);
  expect(await diversity(orthogonal, 3)).toMatchObject({
    distinct: 3,
    twins: 0,
    twinClusters: 0,
    largestCluster: 1,
  });
  expect(await diversity(atAngles(0, 0, 90), 2)).toMatchObject({
    distinct: 2,
    twinClusters: 1,
    largestCluster: 2,
  });
  expect(await diversity(atAngles(7, 7, 7), 2)).toMatchObject({ distinct: 1, twins: 3, largestCluster: 3 });
  expect(await diversity(new Float32Array(4), 2)).toMatchObject({
    features: 2,
    distinct: 0,
    twins: 0,
    zeroRows: 2,
  });
  await expect(diversity(new Float32Array(0), 2)).rejects.toThrow(NoRowsError);
});

it('Turning and stretching change nothing, reordering nothing but the greedy count', async () => {
  const [n, dIn] = [200, 3];
  const rows = gaussianRows(n, dIn, 1);
  const before = await diversity(rows, dIn);
  expect(before.twins).toBeGreaterThan(0);
  expect(await diversity(rescaled(reflected(rows, dIn, 2), dIn, 3), dIn)).toEqual(before);
  const { twins } = await diversity(permuted(rows, dIn, new Random(4).sample(n, n)), dIn);
  expect(twins).toBe(before.twins);
});
