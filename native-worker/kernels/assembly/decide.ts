/**
 * Which listed pairs are active, by one dot product for all: rows.ts' dot, whose bits depend on nothing but the two rows. So pairs found in
 * any way, by any worker and in any block are decided alike.
 */
import { dot, laneSum } from './rows';

@unmanaged
export class Decision {
  neurons: u32;
  /** Bytes of a row. */
  bytes: usize;
  /** Encoder rows, f32 [neurons, bytes / 4], and x - bPre, f32 [tokens, bytes / 4]. */
  rows: usize;
  centred: usize;
  /** b, f32 [neurons]. */
  biases: usize;
  /** f32 [tokens], below 0: values that are farther from 0 than this are right about the sign of y. */
  cuts: usize;
  /** Whether values are y (1) or u (0). */
  storesY: u32;
  /** 1: every pair's value is set anew; 0: only where the sign of y is in doubt. */
  all: u32;
  /** Lists of the block's pairs; those with y > 0 are kept and close up in place. */
  pointers: usize;
  pairTokens: usize;
  pairValues: usize;
}

/** Returns how many pairs the lists then hold, the block's last. */
export function decidePairs(d: Decision): u32 {
  let to = <usize>load<u32>(d.pointers) << 2;
  let i = to;
  for (let m: usize = 0; m < <usize>d.neurons; m++) {
    const row = d.rows + m * d.bytes;
    const bias = load<f32>(d.biases + (m << 2));
    const end = <usize>load<u32>(d.pointers + (m << 2), 4) << 2;
    if (d.all) {
      for (; i + 16 <= end; i += 16) to = decideFour(d, row, bias, i, to);
      for (; i < end; i += 4) to = keepPair(d, tokenOf(d, i), dotOf(d, row, i), bias, to);
    } else {
      for (; i < end; i += 4) to = decideDoubtful(d, row, bias, i, to);
    }
    store<u32>(d.pointers + (m << 2), <u32>(to >> 2), 4);
  }
  return <u32>(to >> 2);
}

@inline
function tokenOf(d: Decision, i: usize): u32 {
  return load<u32>(d.pairTokens + i);
}

@inline
function dotOf(d: Decision, row: usize, i: usize): f32 {
  return dot(row, d.centred + <usize>tokenOf(d, i) * d.bytes, d.bytes);
}

@inline
function keepPair(d: Decision, token: u32, u: f32, bias: f32, to: usize): usize {
  const y = u + bias;
  if (!(y > 0)) return to;
  store<u32>(d.pairTokens + to, token);
  store<f32>(d.pairValues + to, d.storesY ? y : u);
  return to + 4;
}

@inline
function decideDoubtful(d: Decision, row: usize, bias: f32, i: usize, to: usize): usize {
  const token = tokenOf(d, i);
  const value = load<f32>(d.pairValues + i);
  const y = d.storesY ? value : value + bias;
  if (!(y > -load<f32>(d.cuts + (<usize>token << 2)))) {
    return keepPair(d, token, dotOf(d, row, i), bias, to);
  }
  store<u32>(d.pairTokens + to, token);
  store<f32>(d.pairValues + to, value);
  return to + 4;
}

/** Four pairs at a time, in the partial sums of `dot`: the row is fetched once for them all. */
@inline
function decideFour(d: Decision, row: usize, bias: f32, i: usize, to: usize): usize {
  const bytes = d.bytes;
  const t0 = tokenOf(d, i), t1 = tokenOf(d, i + 4), t2 = tokenOf(d, i + 8), t3 = tokenOf(d, i + 12);
  const x0 = d.centred + <usize>t0 * bytes, x1 = d.centred + <usize>t1 * bytes;
  const x2 = d.centred + <usize>t2 * bytes, x3 = d.centred + <usize>t3 * bytes;
  let e0 = f32x4.splat(0), e1 = e0, e2 = e0, e3 = e0, o0 = e0, o1 = e0, o2 = e0, o3 = e0;
  for (let j: usize = 0; j < bytes; j += 32) {
    const even = v128.load(row + j), odd = v128.load(row + j, 16);
    e0 = f32x4.add(e0, f32x4.mul(even, v128.load(x0 + j)));
    e1 = f32x4.add(e1, f32x4.mul(even, v128.load(x1 + j)));
    e2 = f32x4.add(e2, f32x4.mul(even, v128.load(x2 + j)));
    e3 = f32x4.add(e3, f32x4.mul(even, v128.load(x3 + j)));
    o0 = f32x4.add(o0, f32x4.mul(odd, v128.load(x0 + j, 16)));
    o1 = f32x4.add(o1, f32x4.mul(odd, v128.load(x1 + j, 16)));
    o2 = f32x4.add(o2, f32x4.mul(odd, v128.load(x2 + j, 16)));
    o3 = f32x4.add(o3, f32x4.mul(odd, v128.load(x3 + j, 16)));
  }
  to = keepPair(d, t0, laneSum(f32x4.add(e0, o0)), bias, to);
  to = keepPair(d, t1, laneSum(f32x4.add(e1, o1)), bias, to);
  to = keepPair(d, t2, laneSum(f32x4.add(e2, o2)), bias, to);
  return keepPair(d, t3, laneSum(f32x4.add(e3, o3)), bias, to);
}
