/** Adam (Kingma and Ba 2015) as PyTorch has it, epsilon outside the corrected root; in float32, on rows and on plain arrays. */
import { laneSum } from './rows';

@unmanaged
export class Adam {
  beta1: f32;
  beta2: f32;
  /** 1 - beta1 and 1 - beta2, rounded once: 1 - 0.999 in float32 is off by 1e-5 of itself. */
  fresh1: f32;
  fresh2: f32;
  epsilon: f32;
  /** Learning rate / (1 - beta1^step). */
  rate: f32;
  /** 1 / (1 - beta2^step). */
  secondCorrection: f32;
}

/** Adam on `count` values; any number, addresses of whole floats. @param lowest values end no lower than this */
export function adamValues(
  adam: Adam,
  values: usize,
  first: usize,
  second: usize,
  gradient: usize,
  count: u32,
  lowest: f32,
): void {
  for (let i: usize = 0; i < <usize>count << 2; i += 4) {
    const g = load<f32>(gradient + i);
    const m = load<f32>(first + i) * adam.beta1 + g * adam.fresh1;
    const v = load<f32>(second + i) * adam.beta2 + g * g * adam.fresh2;
    store<f32>(first + i, m);
    store<f32>(second + i, v);
    const change = (m * adam.rate) / (sqrt<f32>(v * adam.secondCorrection) + adam.epsilon);
    store<f32>(values + i, max(load<f32>(values + i) - change, lowest));
  }
}

/**
 * Adam on one row, which ends on the unit sphere where `unit` says so. Zeros beyond the width of the data stay zeros.
 * @param factor the gradient's, for clipping
 */
@inline
export function adamRow(
  adam: Adam,
  row: usize,
  first: usize,
  second: usize,
  gradient: usize,
  factor: f32,
  bytes: usize,
  unit: bool,
): void {
  const b1 = f32x4.splat(adam.beta1);
  const b2 = f32x4.splat(adam.beta2);
  const fresh1 = f32x4.splat(adam.fresh1 * factor);
  const fresh2 = f32x4.splat(adam.fresh2 * factor * factor);
  const rate = f32x4.splat(adam.rate);
  const correction = f32x4.splat(adam.secondCorrection);
  const epsilon = f32x4.splat(adam.epsilon);
  let squares = f32x4.splat(0);
  for (let j: usize = 0; j < bytes; j += 16) {
    const g = v128.load(gradient + j);
    const m = f32x4.add(f32x4.mul(v128.load(first + j), b1), f32x4.mul(g, fresh1));
    const v = f32x4.add(f32x4.mul(v128.load(second + j), b2), f32x4.mul(f32x4.mul(g, g), fresh2));
    v128.store(first + j, m);
    v128.store(second + j, v);
    const root = f32x4.add(f32x4.sqrt(f32x4.mul(v, correction)), epsilon);
    const next = f32x4.sub(v128.load(row + j), f32x4.div(f32x4.mul(m, rate), root));
    squares = f32x4.add(squares, f32x4.mul(next, next));
    v128.store(row + j, next);
  }
  if (!unit) return;
  const squared = laneSum(squares);
  const scale = f32x4.splat(squared > 0 ? 1 / sqrt<f32>(squared) : 0);
  for (let j: usize = 0; j < bytes; j += 16) v128.store(row + j, f32x4.mul(v128.load(row + j), scale));
}
