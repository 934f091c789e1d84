/**
 * The toy of the GBA paper: 128 features in 42 dimensions; half the rows sum 3 of them, half 20, with equal magnitudes; unit rows.
 */
import { normaliseRows } from '../../../native-worker/compute/reference/unitSphere.ts';
import { Random } from '../../../native-worker/sae/random.ts';

export interface ToyData {
  dIn: number;
  /** Unit rows, shape [128, dIn]. */
  features: Float32Array;
  /** Shape [rows, dIn]. */
  rows: Float32Array;
}

const featureCount = 128;
const dIn = 42;

export function toyData(seed: number, rowCount: number): ToyData {
  const random = new Random(seed);
  const features = Float32Array.from({ length: featureCount * dIn }, () => random.normal());
  normaliseRows(features, dIn);
  const rows = new Float32Array(rowCount * dIn);
  for (let row = 0; row < rowCount; row++) {
    for (const feature of random.sample(row % 2 === 0 ? 3 : 20, featureCount)) {
      for (let i = 0; i < dIn; i++) {
        rows[row * dIn + i] = (rows[row * dIn + i] ?? 0) + (features[feature * dIn + i] ?? 0);
      }
    }
  }
  normaliseRows(rows, dIn);
  return { dIn, features, rows };
}

/** FRR: share of the true features with a learned row of cosine above `threshold`. */
export function recoveryRate(
  features: Float32Array,
  weights: Float32Array,
  width: number,
  threshold: number,
): number {
  let recovered = 0;
  for (let at = 0; at < features.length; at += width) {
    let best = -1;
    for (let w = 0; w < weights.length; w += width) {
      let cosine = 0;
      for (let i = 0; i < width; i++) cosine += (features[at + i] ?? 0) * (weights[w + i] ?? 0);
      best = Math.max(best, cosine);
    }
    if (best > threshold) recovered++;
  }
  return (recovered * width) / features.length;
}
