/**
 * Second pass over the corpus: every token on which each item is active. A baseline's threshold is the quantile of its own
 * pre-activations that gives it as many active tokens as its feature has; keeping that many of the strongest is the same.
 */
import { SparseAutoencoder } from '../../native-worker/sae/sparseAutoencoder.ts';
import { UnfitRunError, type FinishedRun } from './finishedRun.ts';
import type { Probes } from './probes.ts';
import { StrongestPlaces } from './strongestPlaces.ts';

/** The active tokens of one item, strongest first. */
export interface ActivePlaces {
  count: number;
  /** Weakest active pre-activation. */
  floor: number;
  /** Shape [count]. */
  values: Float32Array;
  /** Row of the corpus, shape [count]. */
  rows: Uint32Array;
  /** Position within the row, shape [count]. */
  positions: Uint32Array;
}

export async function collectPlaces(run: FinishedRun, probes: Probes): Promise<ActivePlaces[]> {
  const { contextSize } = run.file.request;
  const encoder = await SparseAutoencoder.from(probes.weights);
  const strongest = probes.activeTokens.map((count) => new StrongestPlaces(count));
  try {
    for await (const batch of run.activations()) {
      const { rows, rowPointers, features, values } = await encoder.encode(batch.activations);
      for (let token = 0; token < rows; token++) {
        const place = (batch.rows[token] ?? 0) * contextSize + (batch.positions[token] ?? 0);
        for (let pair = rowPointers[token] ?? 0; pair < (rowPointers[token + 1] ?? 0); pair++) {
          strongest[features[pair] ?? 0]?.offer(values[pair] ?? 0, place);
        }
      }
    }
  } finally {
    await encoder.dispose();
  }
  return strongest.map((item, i) => activePlaces(item, probes.activeTokens[i] ?? 0, contextSize));
}

/** Two passes may differ in a pre-activation's last bit, so in a feature's count by a few; fewer than that is another matter. */
function activePlaces(strongest: StrongestPlaces, wanted: number, contextSize: number): ActivePlaces {
  const { values, places } = strongest.ranked();
  if (values.length < 0.99 * wanted - 2) {
    throw new UnfitRunError(`An item has only ${values.length} of ${wanted} active tokens above its mean.`);
  }
  return {
    count: values.length,
    floor: values.at(-1) ?? 0,
    values,
    rows: places.map((place) => Math.floor(place / contextSize)),
    positions: places.map((place) => place % contextSize),
  };
}
