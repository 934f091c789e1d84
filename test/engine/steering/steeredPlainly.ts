/** The plain twin of steering in the graph: the formula of native-worker/steering/featureSteering.ts, z by the SAE itself. */
import type { SaelensWeights } from '../../../native-worker/sae/formats/saelensFold.ts';
import { rowNorms } from '../../../native-worker/sae/normalisation.ts';
import { SparseAutoencoder } from '../../../native-worker/sae/sparseAutoencoder.ts';
import type { MeasuredFeature } from '../../../native-worker/steering/featureSteering.ts';

/**
 * @param medianNorm of the SAE's training activations
 * @param raw activations, [rows, dIn] flattened
 * @param gate of each row
 */
export async function steeredPlainly(
  weights: SaelensWeights,
  medianNorm: number,
  features: readonly MeasuredFeature[],
  raw: Float32Array,
  gate: Float32Array,
): Promise<Float64Array> {
  const { dIn } = weights;
  const sae = await SparseAutoencoder.from(weights);
  const codes = await sae.encode(raw);
  await sae.dispose();
  const z = (row: number, feature: number): number => {
    for (let at = codes.rowPointers[row] ?? 0; at < (codes.rowPointers[row + 1] ?? 0); at++) {
      if (codes.features[at] === feature) return codes.values[at] ?? 0;
    }
    return 0;
  };
  const norms = rowNorms(raw, dIn);
  const perToken = weights.normalizeActivations !== 'none';
  return Float64Array.from(raw, (value, at) => {
    const row = Math.floor(at / dIn);
    let delta = 0;
    for (const { index, kind, strength, maxActivation } of features) {
      const w = weights.decoder[index * dIn + (at % dIn)] ?? 0;
      const unit = (norm: number): number => (perToken ? norm / Math.sqrt(dIn) : 1);
      if (kind === 'add') delta += strength * maxActivation * unit(medianNorm) * w;
      else {
        const target = kind === 'ablate' ? 0 : strength * maxActivation;
        delta += (target - z(row, index)) * unit(norms[row] ?? 0) * w;
      }
    }
    return value + (gate[row] ?? 0) * delta;
  });
}
