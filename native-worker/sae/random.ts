/**
 * A seeded generator whose state can be saved: xoshiro128** (Blackman and Vigna 2018), seeded by splitmix32.
 * The same seed gives the same draws on every machine.
 */

/** The generator's four 32-bit words. */
export type RandomState = readonly [number, number, number, number];

export class Random {
  private a: number;
  private b: number;
  private c: number;
  private d: number;

  constructor(seed: number | RandomState) {
    [this.a, this.b, this.c, this.d] = typeof seed === 'number' ? seedWords(seed) : seed;
  }

  state(): RandomState {
    return [this.a >>> 0, this.b >>> 0, this.c >>> 0, this.d >>> 0];
  }

  /** Uniform integer in [0, 2^32). */
  next(): number {
    const { a, b } = this;
    const c = this.c ^ a;
    const d = this.d ^ b;
    this.a = a ^ d;
    this.b = b ^ c;
    this.c = c ^ (b << 9);
    this.d = rotate(d, 11);
    return Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0;
  }

  /** Uniform in [0, 1), 32 bits. */
  uniform(): number {
    return this.next() / 2 ** 32;
  }

  /** Uniform integer in [0, limit). */
  integer(limit: number): number {
    return Math.floor(this.uniform() * limit);
  }

  /** Standard normal (Box-Muller; one of the pair is dropped, so that draws stay independent of parity). */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    return radius * Math.cos(2 * Math.PI * this.uniform());
  }

  /** Standard exponential. */
  exponential(): number {
    return -Math.log(1 - this.uniform());
  }

  /** `count` different integers below `limit`, in random order (partial Fisher-Yates over a sparse map). */
  sample(count: number, limit: number): number[] {
    const moved = new Map<number, number>();
    return Array.from({ length: count }, (_, i) => {
      const j = i + this.integer(limit - i);
      const drawn = moved.get(j) ?? j;
      moved.set(j, moved.get(i) ?? i);
      return drawn;
    });
  }
}

function rotate(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}

function seedWords(seed: number): RandomState {
  return [splitmix(seed, 1), splitmix(seed, 2), splitmix(seed, 3), splitmix(seed, 4)];
}

/** The n-th output of splitmix32. */
function splitmix(seed: number, n: number): number {
  let word = (seed + Math.imul(n, 0x9e3779b9)) >>> 0;
  word = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35);
  return (word ^ (word >>> 16)) >>> 0;
}
