/** Adam (Kingma and Ba 2015) with bias correction, epsilon outside the corrected root as in PyTorch; float64 arithmetic on any state. */
import type { FloatArray } from '../saeState.ts';

export interface AdamSettings {
  learningRate: number;
  beta1: number;
  beta2: number;
  epsilon: number;
  /** Number of this step, from 1. */
  step: number;
}

export interface Moments {
  first: FloatArray;
  second: FloatArray;
}

/** Updates values and both moments in place; all arrays have the same length. */
export function adamUpdate(
  values: FloatArray,
  moments: Moments,
  gradient: Float64Array,
  { learningRate, beta1, beta2, epsilon, step }: AdamSettings,
): void {
  const correction1 = 1 - beta1 ** step;
  const correction2 = 1 - beta2 ** step;
  for (let i = 0; i < values.length; i++) {
    const g = gradient[i] ?? 0;
    const first = beta1 * (moments.first[i] ?? 0) + (1 - beta1) * g;
    const second = beta2 * (moments.second[i] ?? 0) + (1 - beta2) * g * g;
    moments.first[i] = first;
    moments.second[i] = second;
    const change = first / correction1 / (Math.sqrt(second / correction2) + epsilon);
    values[i] = (values[i] ?? 0) - learningRate * change;
  }
}
