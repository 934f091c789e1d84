import { expect, it } from 'vitest';
import { normaliseRows } from '../../../native-worker/compute/reference/unitSphere.ts';
import { cosineBlocks } from '../../../native-worker/sae/cosines.ts';
import { Random } from '../../../native-worker/sae/random.ts';
import { findTwins } from '../../../native-worker/sae/twins.ts';

/** Rows in the plane at the given angles in degrees. */
function atAngles(...angles: number[]): Float32Array {
  const radians = angles.map((angle) => (angle * Math.PI) / 180);
  return Float32Array.from(radians.flatMap((angle) => [Math.cos(angle), Math.sin(angle)]));
}

it('Features within 25.8 degrees are twins; clusters are counted greedily', async () => {
  // cos 25.84 degrees = 0.9: 0, 20 and 10 cluster around 0; 40 is a twin of 20 but no neighbour of 0; 180 is alone.
  expect(await findTwins(atAngles(0, 20, 40, 180, 10), 2)).toEqual({
    representative: Uint32Array.of(0, 0, 2, 3, 0),
    clusterSize: Uint32Array.of(3, 3, 1, 1, 3),
    twinned: 4,
    distinct: 3,
  });
});

it('Twins are a matter of direction: the length of a row plays no part, and a zero row has no twin', async () => {
  const weights = atAngles(0, 20, 40, 180, 10).map((value, i) => value * (1 + Math.floor(i / 2)) ** 2);
  const { twinned, clusterSize } = await findTwins(Float32Array.of(...weights, 0, 0), 2);
  expect(twinned).toBe(4);
  expect(clusterSize).toEqual(Uint32Array.of(3, 3, 1, 1, 3, 1));
});

it('Cosines over several blocks equal those of the definition', async () => {
  const [dIn, dSae] = [7, 600];
  const random = new Random(2);
  const weights = Float32Array.from({ length: dSae * dIn }, () => random.normal());
  normaliseRows(weights, dIn);
  const visited: number[] = [];
  await cosineBlocks(weights, dIn, (m, cosines) => {
    visited.push(m);
    for (const n of [0, m >> 1, m]) {
      let expected = 0;
      for (let i = 0; i < dIn; i++) expected += (weights[m * dIn + i] ?? 0) * (weights[n * dIn + i] ?? 0);
      expect(cosines[n]).toBeCloseTo(expected, 5);
    }
  });
  expect(visited).toEqual(Array.from({ length: dSae }, (_, m) => m));
});

it('Twins over several blocks are those of the definition, and the search can be ended', async () => {
  const [dIn, dSae] = [3, 600];
  const random = new Random(4);
  const weights = Float32Array.from({ length: dSae * dIn }, () => random.normal());
  normaliseRows(weights, dIn);
  const cosine = (m: number, n: number): number =>
    [0, 1, 2].reduce((sum, i) => sum + (weights[m * dIn + i] ?? 0) * (weights[n * dIn + i] ?? 0), 0);
  const features = Array.from({ length: dSae }, (_, m) => m);
  const leaders: number[] = [];
  const expected = features.map((m) => {
    const leader = leaders.find((n) => cosine(m, n) > 0.99) ?? m;
    if (leader === m) leaders.push(m);
    return leader;
  });
  const { representative, twinned, distinct } = await findTwins(weights, dIn, 0.99);
  expect(representative).toEqual(Uint32Array.from(expected));
  expect(distinct).toBe(leaders.length);
  expect(twinned).toBe(features.filter((m) => features.some((n) => n !== m && cosine(m, n) > 0.99)).length);
  const end = (): Promise<void> => Promise.reject(new Error('asked to end'));
  await expect(findTwins(weights, dIn, 0.99, end)).rejects.toThrow('asked to end');
});
