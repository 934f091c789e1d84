/** V: the true features. */
import { normaliseRows } from '../compute/reference/unitSphere.ts';
import { Random } from '../sae/random.ts';
import { rowProducts } from '../sae/rowProducts.ts';
import { streamSeed } from './seeds.ts';
import type { SyntheticSpec } from './syntheticSpec.ts';

/** Steps of repulsion, and the length of each: the move of a row in a step is at most this times the push on the most pushed row. */
const repulsionSteps = 60;
const repulsionStep = 0.3;

/** Unit rows, shape [n, d]; the same for the same spec. */
export async function trueFeatures(
  spec: Pick<SyntheticSpec, 'features' | 'dIn' | 'dictionary' | 'seed'>,
): Promise<Float32Array> {
  const random = new Random(streamSeed(spec.seed, 'dictionary'));
  const rows = Float32Array.from({ length: spec.features * spec.dIn }, () => random.normal());
  normaliseRows(rows, spec.dIn);
  if (spec.dictionary === 'low-coherence')
    for (let step = 0; step < repulsionSteps; step++) await repel(rows, spec.dIn, 1 - step / repulsionSteps);
  return rows;
}

/**
 * One step down the potential sum_{i != j} cos(v_i, v_j)^8 on the sphere: its gradient, sum_j cos^7 v_j, is ruled by the closest pairs. It
 * brings the largest cosine well below that of Gaussian rows, though not to the Welch bound.
 */
async function repel(rows: Float32Array, dIn: number, share: number): Promise<void> {
  const push = new Float64Array(rows.length);
  await rowProducts(rows, rows, dIn, (i, cosines) => {
    for (let j = 0; j < cosines.length; j++) {
      const weight = i === j ? 0 : (cosines[j] ?? 0) ** 7;
      if (Math.abs(weight) < 1e-9) continue;
      for (let at = 0; at < dIn; at++)
        push[i * dIn + at] = (push[i * dIn + at] ?? 0) + weight * (rows[j * dIn + at] ?? 0);
    }
  });
  let strongest = 0;
  for (let start = 0; start < push.length; start += dIn)
    strongest = Math.max(strongest, Math.hypot(...push.subarray(start, start + dIn)));
  if (strongest === 0) return;
  for (let i = 0; i < rows.length; i++)
    rows[i] = (rows[i] ?? 0) - ((repulsionStep * share) / strongest) * (push[i] ?? 0);
  normaliseRows(rows, dIn);
}
