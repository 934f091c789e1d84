import { expect, it } from 'vitest';
import { chosenDirections, directionsOf } from '../../../../native-worker/sae/metrics/directions.ts';

const directions = directionsOf(Float32Array.of(0, 0, 3, 4, 0, 0, 0, -2), 2);

it('Rows become unit rows, and rows of zeros are left out', () => {
  expect(directions.total).toBe(4);
  expect([...directions.places]).toEqual([1, 3]);
  [0.6, 0.8, 0, -1].forEach((value, i) => {
    expect(directions.unit[i]).toBeCloseTo(value, 6);
  });
});

it('Chosen directions keep the places of the rows handed in', () => {
  const { places, unit, total } = chosenDirections(directions, [1]);
  expect([[...places], [...unit], total]).toEqual([[3], [0, -1], 4]);
});
