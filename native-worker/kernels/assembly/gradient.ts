/**
 * Gradients of one neuron from its pairs. Per pair with code z, residual row R and c = `factor`:
 *   q = w.R,   dL/dz = c a q + penalty's slope,   dL/dw += c a z R,   dL/de += dL/dz (x - bPre),   dL/da += c z q,
 * where e is the encoder's row, which is w itself when tied. Formulas and sources: compute/reference.
 */
import { gated } from './decode';
import { dot, laneSum } from './rows';

/** What all neurons of one call share. */
@unmanaged
export class PairGradient {
  /** Bytes of a row. */
  bytes: usize;
  /** x - bPre, f32 [tokens, bytes / 4]. */
  centred: usize;
  /** R, f32 [tokens, bytes / 4]. */
  residual: usize;
  pairTokens: usize;
  pairValues: usize;
  /** c. */
  factor: f32;
  /** 0 none, 1 l1, 2 tanh, 3 l0. */
  penalty: u32;
  /** Penalty's weight / rows. */
  penaltyShare: f32;
  /** s of tanh. */
  penaltyScale: f32;
  /** eps of learned thresholds; 0 where none are learned. */
  bandwidth: f32;
}

/** What comes out of one neuron besides rows. Sums of float64, since a neuron may have a pair for each token. */
@unmanaged
export class NeuronSums {
  /** sum dL/dz over active pairs. */
  code: f64;
  /** sum c z q. */
  scale: f64;
  /** dL/dtheta. */
  threshold: f64;
  /** sum of the penalty, before its weight. */
  penalty: f64;
  /** dL/d||w||. */
  norm: f64;
  active: u32;
}

/** Bytes from one neuron's sums to the next one's, where there are several. */
export const neuronSumsStride: usize = 48;

/**
 * Adds the gradients of one neuron's pairs [i, end), byte offsets into the lists.
 * @param w decoder row
 * @param norm ||w||
 * @param theta its learned threshold; -f32.MAX_VALUE where every pair is active
 * @param decoderGradient row that c a z R is added to
 * @param encoderGradient row that dL/dz (x - bPre) is added to; the same when tied
 */
export function addPairGradients(
  p: PairGradient,
  sums: NeuronSums,
  w: usize,
  a: f32,
  norm: f32,
  theta: f32,
  i: usize,
  end: usize,
  decoderGradient: usize,
  encoderGradient: usize,
): void {
  for (; i + 16 <= end; i += 16) addFour(p, sums, w, a, norm, theta, i, decoderGradient, encoderGradient);
  for (; i < end; i += 4) addOne(p, sums, w, a, norm, theta, i, decoderGradient, encoderGradient);
}

@inline
function addOne(
  p: PairGradient,
  sums: NeuronSums,
  w: usize,
  a: f32,
  norm: f32,
  theta: f32,
  i: usize,
  decoderGradient: usize,
  encoderGradient: usize,
): void {
  const bytes = p.bytes;
  const row = <usize>load<u32>(p.pairTokens + i) * bytes;
  const r = p.residual + row;
  const x = p.centred + row;
  const value = load<f32>(p.pairValues + i);
  const z = gated(value, theta);
  const k = codeGradient(p, sums, value, theta, a, norm, dot(w, r, bytes));
  const zr = f32x4.splat(p.factor * a * z);
  const kx = f32x4.splat(k);
  if (decoderGradient == encoderGradient) {
    for (let j: usize = 0; j < bytes; j += 16) {
      const more = f32x4.add(f32x4.mul(zr, v128.load(r + j)), f32x4.mul(kx, v128.load(x + j)));
      v128.store(decoderGradient + j, f32x4.add(v128.load(decoderGradient + j), more));
    }
    return;
  }
  for (let j: usize = 0; j < bytes; j += 16) {
    const ofDecoder = f32x4.mul(zr, v128.load(r + j));
    const ofEncoder = f32x4.mul(kx, v128.load(x + j));
    v128.store(decoderGradient + j, f32x4.add(v128.load(decoderGradient + j), ofDecoder));
    v128.store(encoderGradient + j, f32x4.add(v128.load(encoderGradient + j), ofEncoder));
  }
}

/** Four pairs at a time: each stretch of w and of the gradients is fetched once for them all. */
function addFour(
  p: PairGradient,
  sums: NeuronSums,
  w: usize,
  a: f32,
  norm: f32,
  theta: f32,
  i: usize,
  decoderGradient: usize,
  encoderGradient: usize,
): void {
  const bytes = p.bytes;
  const o0 = <usize>load<u32>(p.pairTokens + i) * bytes;
  const o1 = <usize>load<u32>(p.pairTokens + i, 4) * bytes;
  const o2 = <usize>load<u32>(p.pairTokens + i, 8) * bytes;
  const o3 = <usize>load<u32>(p.pairTokens + i, 12) * bytes;
  const r0 = p.residual + o0, r1 = p.residual + o1, r2 = p.residual + o2, r3 = p.residual + o3;
  const x0 = p.centred + o0, x1 = p.centred + o1, x2 = p.centred + o2, x3 = p.centred + o3;
  let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0, t0 = s0, t1 = s0, t2 = s0, t3 = s0;
  // The partial sums of rows.ts' dot, so that a pair's q does not depend on its neighbours.
  for (let j: usize = 0; j < bytes; j += 32) {
    const even = v128.load(w + j), odd = v128.load(w + j, 16);
    s0 = f32x4.add(s0, f32x4.mul(even, v128.load(r0 + j)));
    s1 = f32x4.add(s1, f32x4.mul(even, v128.load(r1 + j)));
    s2 = f32x4.add(s2, f32x4.mul(even, v128.load(r2 + j)));
    s3 = f32x4.add(s3, f32x4.mul(even, v128.load(r3 + j)));
    t0 = f32x4.add(t0, f32x4.mul(odd, v128.load(r0 + j, 16)));
    t1 = f32x4.add(t1, f32x4.mul(odd, v128.load(r1 + j, 16)));
    t2 = f32x4.add(t2, f32x4.mul(odd, v128.load(r2 + j, 16)));
    t3 = f32x4.add(t3, f32x4.mul(odd, v128.load(r3 + j, 16)));
  }
  const v0 = load<f32>(p.pairValues + i), v1 = load<f32>(p.pairValues + i, 4);
  const v2 = load<f32>(p.pairValues + i, 8), v3 = load<f32>(p.pairValues + i, 12);
  const c0 = codeGradient(p, sums, v0, theta, a, norm, laneSum(f32x4.add(s0, t0)));
  const c1 = codeGradient(p, sums, v1, theta, a, norm, laneSum(f32x4.add(s1, t1)));
  const c2 = codeGradient(p, sums, v2, theta, a, norm, laneSum(f32x4.add(s2, t2)));
  const c3 = codeGradient(p, sums, v3, theta, a, norm, laneSum(f32x4.add(s3, t3)));
  const k0 = f32x4.splat(c0), k1 = f32x4.splat(c1), k2 = f32x4.splat(c2), k3 = f32x4.splat(c3);
  const ca = p.factor * a;
  const z0 = f32x4.splat(ca * gated(v0, theta)), z1 = f32x4.splat(ca * gated(v1, theta));
  const z2 = f32x4.splat(ca * gated(v2, theta)), z3 = f32x4.splat(ca * gated(v3, theta));
  if (decoderGradient == encoderGradient) {
    for (let j: usize = 0; j < bytes; j += 16) {
      const g0 = f32x4.add(f32x4.mul(z0, v128.load(r0 + j)), f32x4.mul(k0, v128.load(x0 + j)));
      const g1 = f32x4.add(f32x4.mul(z1, v128.load(r1 + j)), f32x4.mul(k1, v128.load(x1 + j)));
      const g2 = f32x4.add(f32x4.mul(z2, v128.load(r2 + j)), f32x4.mul(k2, v128.load(x2 + j)));
      const g3 = f32x4.add(f32x4.mul(z3, v128.load(r3 + j)), f32x4.mul(k3, v128.load(x3 + j)));
      const more = f32x4.add(f32x4.add(g0, g1), f32x4.add(g2, g3));
      v128.store(decoderGradient + j, f32x4.add(v128.load(decoderGradient + j), more));
    }
    return;
  }
  for (let j: usize = 0; j < bytes; j += 16) {
    const g01 = f32x4.add(f32x4.mul(z0, v128.load(r0 + j)), f32x4.mul(z1, v128.load(r1 + j)));
    const g23 = f32x4.add(f32x4.mul(z2, v128.load(r2 + j)), f32x4.mul(z3, v128.load(r3 + j)));
    const h01 = f32x4.add(f32x4.mul(k0, v128.load(x0 + j)), f32x4.mul(k1, v128.load(x1 + j)));
    const h23 = f32x4.add(f32x4.mul(k2, v128.load(x2 + j)), f32x4.mul(k3, v128.load(x3 + j)));
    v128.store(decoderGradient + j, f32x4.add(v128.load(decoderGradient + j), f32x4.add(g01, g23)));
    v128.store(encoderGradient + j, f32x4.add(v128.load(encoderGradient + j), f32x4.add(h01, h23)));
  }
}

/** dL/dz where the pair is active, else 0; keeps the sums. */
@inline
export function codeGradient(
  p: PairGradient,
  sums: NeuronSums,
  value: f32,
  theta: f32,
  a: f32,
  norm: f32,
  q: f32,
): f32 {
  const active = value > theta;
  const z: f32 = active ? value : 0;
  let gradient = p.factor * a * q;
  if (p.penalty != 0) {
    if (p.penalty == 3) sums.penalty += active ? 1 : 0;
    else {
      const penalty = p.penalty == 1 ? z * norm : Mathf.tanh(p.penaltyScale * z * norm);
      const slope = p.penaltyShare * (p.penalty == 1 ? 1 : p.penaltyScale * (1 - penalty * penalty));
      sums.penalty += <f64>penalty;
      sums.norm += <f64>(slope * z);
      gradient += slope * norm;
    }
  }
  if (p.bandwidth != 0 && abs((value - theta) / p.bandwidth) < 0.5) {
    sums.threshold -= <f64>((gradient * theta + (p.penalty == 3 ? p.penaltyShare : 0)) / p.bandwidth);
  }
  if (!active) return 0;
  sums.active += 1;
  sums.scale += <f64>(p.factor * z * q);
  sums.code += <f64>gradient;
  return gradient;
}

/** ||w|| where the penalty weighs it, else 1. */
@inline
export function normOf(p: PairGradient, w: usize): f32 {
  return p.penalty == 1 || p.penalty == 2 ? sqrt<f32>(dot(w, w, p.bytes)) : 1;
}
