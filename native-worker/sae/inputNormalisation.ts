/** How an SAE in SAELens' form sees a raw row, and how what it decodes becomes raw again (sae_lens/saes/sae.py, `run_time_activation_*`). */
import type { SaelensVectors } from './formats/saelensFold.ts';
import { rowNorms } from './normalisation.ts';

type Kind = SaelensVectors['normalizeActivations'];

/** Added to the deviation before it divides, as SAELens does; not on the way back. */
const LAYER_NORM_EPSILON = 1e-5;

/** What each row is divided by after `means` were taken off, and multiplied by on the way back; shapes [rows]. */
export interface RowScaling {
  means: Float32Array | null;
  divisors: Float32Array;
  factors: Float32Array;
}

/**
 * `constant_norm_rescale`: every row to the length sqrt(dIn). `layer_norm`: mean 0 and deviation 1 over the row (divided by dIn - 1).
 * Null where rows stay as they are.
 */
export function rowScaling(raw: Float32Array, dIn: number, kind: Kind): RowScaling | null {
  switch (kind) {
    case 'none':
      return null;
    case 'constant_norm_rescale': {
      const lengths = rowNorms(raw, dIn).map((norm) => norm / Math.sqrt(dIn));
      return { means: null, divisors: lengths, factors: lengths };
    }
    case 'layer_norm':
      return layerNorm(raw, dIn);
    default:
      return kind satisfies never;
  }
}

/** A scaled copy of raw rows; a row without length becomes zero. */
export function scaleRows(raw: Float32Array, dIn: number, { means, divisors }: RowScaling): Float32Array {
  return raw.map((value, i) => {
    const row = Math.floor(i / dIn);
    const divisor = divisors[row] ?? 0;
    return divisor > 0 ? (value - (means?.[row] ?? 0)) / divisor : 0;
  });
}

/** Brings decoded rows back to raw units, in place. */
export function restoreRows(decoded: Float32Array, dIn: number, { means, factors }: RowScaling): void {
  for (let row = 0; row < factors.length; row++) {
    const factor = factors[row] ?? 0;
    const mean = means?.[row] ?? 0;
    for (let i = row * dIn; i < (row + 1) * dIn; i++) decoded[i] = (decoded[i] ?? 0) * factor + mean;
  }
}

function layerNorm(raw: Float32Array, dIn: number): RowScaling {
  const means = new Float32Array(raw.length / dIn);
  const factors = new Float32Array(means.length);
  for (let row = 0; row < means.length; row++) {
    let sum = 0;
    for (let i = row * dIn; i < (row + 1) * dIn; i++) sum += raw[i] ?? 0;
    const mean = sum / dIn;
    let squared = 0;
    for (let i = row * dIn; i < (row + 1) * dIn; i++) squared += ((raw[i] ?? 0) - mean) ** 2;
    means[row] = mean;
    factors[row] = Math.sqrt(squared / (dIn - 1));
  }
  return { means, factors, divisors: factors.map((deviation) => deviation + LAYER_NORM_EPSILON) };
}
