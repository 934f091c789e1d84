/** Which pairs (row, feature) are active in a training step. */
import type { Selection } from '../backend.ts';
import type { FloatArray } from '../saeState.ts';

/**
 * 1 for each active pair, shape [rows, dSae]. Among equal y the lower index is taken first.
 * @param y shape [rows, dSae]
 * @param thresholds theta, shape [dSae]; read by `learnedThreshold` alone
 */
export function selectPairs(y: Float64Array, thresholds: FloatArray, selection: Selection): Uint8Array {
  const dSae = thresholds.length;
  const rows = y.length / dSae;
  const active = new Uint8Array(y.length);
  switch (selection.kind) {
    case 'threshold':
      y.forEach((value, pair) => (active[pair] = value > 0 ? 1 : 0));
      break;
    case 'learnedThreshold':
      y.forEach((value, pair) => (active[pair] = value > (thresholds[pair % dSae] ?? 0) ? 1 : 0));
      break;
    case 'topk':
      for (let row = 0; row < rows; row++) {
        for (const pair of largest(y, row * dSae, (row + 1) * dSae, selection.k)) active[pair] = 1;
      }
      break;
    case 'batchtopk':
      for (const pair of largest(y, 0, y.length, selection.k * rows)) active[pair] = 1;
      break;
    default:
      selection satisfies never;
  }
  return active;
}

/** Indices of the `count` largest of y[from ... to) that are above 0. */
function largest(y: Float64Array, from: number, to: number, count: number): number[] {
  const positive: number[] = [];
  for (let pair = from; pair < to; pair++) if ((y[pair] ?? 0) > 0) positive.push(pair);
  return positive.sort((a, b) => (y[b] ?? 0) - (y[a] ?? 0) || a - b).slice(0, count);
}
