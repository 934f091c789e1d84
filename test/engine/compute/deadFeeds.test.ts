import { expect, it } from 'vitest';
import { deadFeeds } from '../../../native-worker/compute/dense/deadFeeds.ts';

function feeds(dead: number[], k: number): Record<string, number[]> {
  const tensors = deadFeeds(Float32Array.from(dead), k);
  return Object.fromEntries(
    tensors.map(([name, { data }]) => [name, [...(data as Float32Array | Int32Array)].map(Number)]),
  );
}

it('The list of the dead is filled up with entries that cannot be chosen', () => {
  const { deadFeatures = [], deadOffsets = [], deadPlaces = [] } = feeds([0, 1, 0, 0, 1], 3);
  expect(deadFeatures).toHaveLength(64);
  expect(deadFeatures.slice(0, 3)).toEqual([1, 4, 0]);
  expect(deadOffsets.slice(0, 3)).toEqual([0, 0, -1e7]);
  expect(new Set(deadOffsets.slice(2))).toEqual(new Set([-1e7]));
  expect(deadPlaces).toEqual([64, 0, 64, 64, 1]);
});

it('It holds at least k entries, and all the dead where they are more', () => {
  expect(feeds([1], 65)['deadFeatures']).toHaveLength(128);
  const all = feeds(new Array<number>(100).fill(1), 3);
  expect(all['deadFeatures']?.slice(0, 100)).toEqual(Array.from({ length: 100 }, (_, m) => m));
  expect(all['deadPlaces']).toEqual(all['deadFeatures']?.slice(0, 100));
});
