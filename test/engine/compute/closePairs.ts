/** Pairs (row, feature) so close to a decision of the step that two orders of float32 summation may decide them differently. */
import type { BackendOptions } from '../../../native-worker/compute/backend.ts';
import type { SaeState } from '../../../native-worker/compute/saeState.ts';

/** Closer than this to a decision, pairs may part: some 80 times the spacing of float32 at 1. */
const usual = 1e-5;

/**
 * Features of the close pairs, once a pair.
 * @param u shape [rows, dSae]
 * @param dead 1 for each dead feature; null where there is no auxiliary loss
 * @param close how close; a tenth of the usual is still some eight times the spacing, for a single step of few dimensions
 */
export function closePairs(
  u: Float32Array,
  { biases, thresholds }: Pick<SaeState, 'biases' | 'thresholds'>,
  { dSae, selection, auxiliary }: BackendOptions,
  dead: Float32Array | null,
  close = usual,
): number[] {
  const y = Float64Array.from(u, (value, i) => value + (biases[i % dSae] ?? 0));
  const near = (distance: (i: number) => number): number[] =>
    [...y.keys()].filter((i) => Math.abs(distance(i)) < close).map((i) => i % dSae);
  const above = (i: number): number => (y[i] ?? 0) - (thresholds[i % dSae] ?? 0);
  const found: number[] = [];
  if (selection.kind === 'learnedThreshold') {
    const half = selection.bandwidth / 2;
    found.push(...near(above), ...near((i) => Math.abs(above(i)) - half));
  } else found.push(...near((i) => y[i] ?? 0));
  if (selection.kind === 'batchtopk')
    found.push(...closeRanks([...y.keys()], y, selection.k * (y.length / dSae), close).map((i) => i % dSae));
  for (let row = 0; row < y.length; row += dSae) {
    const pairs = Array.from({ length: dSae }, (_, m) => row + m);
    const ofDead = pairs.filter((i) => dead?.[i % dSae] === 1);
    if (selection.kind === 'topk')
      found.push(...closeRanks(pairs, y, selection.k, close).map((i) => i % dSae));
    if (auxiliary) found.push(...closeRanks(ofDead, y, auxiliary.k, close).map((i) => i % dSae));
  }
  return found;
}

/** Pairs around the k-th rank, where the next one could as well have been chosen. */
function closeRanks(pairs: readonly number[], y: Float64Array, k: number, close: number): number[] {
  const ranked = pairs.toSorted((i, j) => (y[j] ?? 0) - (y[i] ?? 0));
  const [last = -Infinity, next = -Infinity] = ranked.slice(k - 1, k + 1).map((i) => y[i] ?? 0);
  if (next <= 0 || last - next >= close) return [];
  return ranked.filter((i) => Math.abs((y[i] ?? 0) - last) < close);
}
