/** Turns the slots kept during the pass into the examples of a feature: top, quantile bands, random. */
import type { ExampleKind, IndexExample } from '../featureIndex.ts';
import type { SourceRow } from '../sourceRow.ts';
import type { ExampleSlots } from './exampleSlots.ts';
import type { ExampleLimits } from './indexOptions.ts';

/** Cuts a slot's window to the tokens of its row; BOS is not shown, for it stands nowhere in the source. */
export function exampleOfSlot(
  slots: ExampleSlots,
  slot: number,
  row: SourceRow,
  before: number,
  label: { kind: ExampleKind; band: number | null },
): IndexExample {
  const position = slots.position(slot);
  const firstShown = (row.starts[0] ?? 0) < 0 ? 1 : 0;
  const windowStart = position - before;
  const first = Math.min(position, Math.max(windowStart, firstShown));
  const end = Math.min(windowStart + slots.width, row.tokens.length);
  const window = slots.window(slot, first - windowStart, end - windowStart);
  const { kind, band } = label;
  return { kind, band, row: slots.row(slot), position, value: slots.value(slot), first, window };
}

/**
 * Bands hold equal shares of the feature's active tokens (band 0 the weakest), by rank in the histogram; within a bin, rank grows
 * linearly with z. Random examples are taken from the front of the shuffled sample and bands from its back, so that they only
 * overlap where a feature is rarely active.
 */
export function selectFromSample(
  sample: readonly number[],
  bandOf: (slot: number) => number,
  limits: ExampleLimits,
): { bands: number[][]; random: number[] } {
  const bands = Array.from({ length: limits.quantileBands }, (): number[] => []);
  for (const slot of [...sample].reverse()) {
    const band = bands[bandOf(slot)];
    if (band && band.length < limits.perBand) band.push(slot);
  }
  return { bands, random: sample.slice(0, limits.random) };
}

/** Which of `bands` equal shares of the counted values z falls into. */
export function quantileBand(
  histogram: { floor: number; width: number; counts: Uint32Array },
  z: number,
  bands: number,
): number {
  const { floor, width, counts } = histogram;
  const place = Math.max(0, (z - floor) / width);
  const bin = Math.min(counts.length - 1, Math.floor(place));
  let below = 0;
  let total = 0;
  counts.forEach((count, i) => {
    total += count;
    if (i < bin) below += count;
  });
  const rank = below + Math.min(1, place - bin) * (counts[bin] ?? 0);
  return Math.min(bands - 1, Math.floor((bands * rank) / Math.max(1, total)));
}
