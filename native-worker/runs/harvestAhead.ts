/**
 * Whether the next shuffle block is harvested while training goes on. It changes time, never results. The rule, by measurement
 * (docs/performance.md): wherever something would be idle otherwise, which is on two devices, or on one CPU with several threads. There
 * the model keeps all its threads, whose idle ones must not spin, and training all its workers: whichever has work takes the cores, so that
 * it needs no guess about which of the two is slower.
 */
import type { DeviceReport } from '../../protocol/device.ts';

export interface HarvestChoice {
  harvestAhead: boolean;
  /** In one sentence, for the log. */
  reason: string;
}

/** @param threads of the run on the CPU */
export function chooseHarvestAhead(
  llm: Pick<DeviceReport, 'chosen'>,
  sae: Pick<DeviceReport, 'chosen'>,
  threads: number,
): HarvestChoice {
  const [first, second] = [nameOf(llm), nameOf(sae)];
  const apart = (why: string): HarvestChoice => ({
    harvestAhead: false,
    reason: `Activations are harvested and trained on by turns: ${why}.`,
  });
  const together = (where: string): HarvestChoice => ({
    harvestAhead: true,
    reason: `The next activations are harvested while training goes on: ${where}.`,
  });
  if (first !== second) return together(`the language model runs on ${first}, training on ${second}`);
  if (first !== 'cpu') return apart(`both keep ${first} busy`);
  return threads > 1 ? together(`they share ${threads} threads of the CPU`) : apart('there is one thread');
}

/** The reference trains on the CPU. */
function nameOf({ chosen }: Pick<DeviceReport, 'chosen'>): string {
  return chosen === 'reference' ? 'cpu' : chosen;
}
