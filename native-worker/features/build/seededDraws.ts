/** Small seeded generators kept in a typed array, one state an element: a Weyl sequence through a 32-bit mixer (splitmix32). */

/** A bijective scrambling of 32 bits. */
export function mix(value: number): number {
  let x = value >>> 0;
  x = Math.imul(x ^ (x >>> 16), 0x21f0aaad);
  x = Math.imul(x ^ (x >>> 15), 0x735a2d97);
  return (x ^ (x >>> 15)) >>> 0;
}

/** The next draw of generator `index`, strictly between 0 and 1. */
export function uniform(states: Uint32Array, index: number): number {
  const state = ((states[index] ?? 0) + 0x9e3779b9) >>> 0;
  states[index] = state;
  return (mix(state) + 0.5) / 2 ** 32;
}
