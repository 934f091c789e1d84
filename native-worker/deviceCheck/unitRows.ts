/** Rows to check and time steps on: sums of a few of some directions and noise, at unit length. */
import type { Random } from '../sae/random.ts';

const active = 3;
const noise = 0.1;

/** Shape [rows, dIn]. The directions, four times as many as dimensions, are the same for every call with the same dIn. */
export function unitRows(rows: number, dIn: number, random: Random): Float32Array {
  const x = Float32Array.from({ length: rows * dIn }, () => (noise / Math.sqrt(dIn)) * random.normal());
  for (let row = 0; row < rows; row++) {
    const own = x.subarray(row * dIn, (row + 1) * dIn);
    for (const feature of random.sample(active, 4 * dIn)) {
      const magnitude = 0.5 + random.uniform();
      for (let i = 0; i < dIn; i++)
        own[i] = (own[i] ?? 0) + (magnitude * direction(feature, i)) / Math.sqrt(dIn);
    }
    const norm = Math.hypot(...own);
    for (let i = 0; i < dIn; i++) own[i] = (own[i] ?? 0) / norm;
  }
  return x;
}

/** Any fixed numbers of variance 1 without a pattern. */
function direction(feature: number, i: number): number {
  return Math.SQRT2 * Math.sin(12.9898 * (feature + 1) * (i + 1.37) + 78.233 * feature);
}
