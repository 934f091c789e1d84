import { expect, it } from 'vitest';
import { rowsAtOnce } from '../../../native-worker/sae/rowsAtOnce.ts';

it.each([
  [512, 1024],
  [16_384, 1024],
  [65_536, 256],
  [2 ** 25, 1],
])('Of %i features %i rows are encoded at a time: at most 64 MiB, or one row', (dSae, rows) => {
  expect(rowsAtOnce(dSae)).toBe(rows);
});
