/** A state near a solution and batches that fit it: rows are normalised sums of a few unit directions plus noise. */
import { zeroState } from '../../../native-worker/compute/saeState.ts';
import type { SaeState } from '../../../native-worker/compute/saeState.ts';
import { normaliseRows } from '../../../native-worker/compute/reference/unitSphere.ts';
import { Random } from '../../../native-worker/sae/random.ts';

export interface Synthetic {
  state: SaeState;
  /** The next `rows` unit rows, shape [rows, dIn]. */
  batch: (rows: number) => Float32Array;
}

export function syntheticState({ dIn, dSae, seed }: { dIn: number; dSae: number; seed: number }): Synthetic {
  const random = new Random(seed);
  const directions = Float32Array.from({ length: dSae * dIn }, () => random.normal());
  normaliseRows(directions, dIn);
  const state = zeroState({ dIn, dSae, tied: true });
  state.weights.set(directions.map((value) => value + (0.5 / Math.sqrt(dIn)) * random.normal()));
  normaliseRows(state.weights, dIn);
  state.scales.fill(0.3);
  state.biases.set(state.biases.map(() => -0.2 - 0.3 * random.uniform()));
  state.preBias.set(state.preBias.map(() => (0.05 / Math.sqrt(dIn)) * random.normal()));
  const batch = (rows: number): Float32Array => {
    const x = Float32Array.from({ length: rows * dIn }, () => (0.1 / Math.sqrt(dIn)) * random.normal());
    for (let row = 0; row < rows; row++) {
      for (const feature of random.sample(3, dSae)) {
        const magnitude = 0.5 + random.uniform();
        for (let i = 0; i < dIn; i++) {
          x[row * dIn + i] = (x[row * dIn + i] ?? 0) + magnitude * (directions[feature * dIn + i] ?? 0);
        }
      }
    }
    normaliseRows(x, dIn);
    return x;
  };
  return { state, batch };
}
