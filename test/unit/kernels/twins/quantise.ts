/** Twins of rotate.ts, quantise.ts and screen.ts, in float64. */
import { at, dot, length, plus, times } from './vectors.ts';

type Row = readonly number[];

/** The rotated row: signs, then Sylvester's Hadamard matrix on each 64 values; signs hold its factor 1/8. */
export function rotateTwin(row: Row, signs: Row): number[] {
  const signed = signs.map((sign, i) => sign * (row[i] ?? 0));
  return signed.map((_, i) => {
    const group = i - (i % 64);
    let sum = 0;
    for (let j = 0; j < 64; j++) sum += (odd((i % 64) & j) ? -1 : 1) * at(signed, group + j);
    return sum;
  });
}

function odd(bits: number): boolean {
  let parity = 0;
  for (let rest = bits; rest > 0; rest >>= 1) parity ^= rest & 1;
  return parity === 1;
}

export interface QuantisedRow {
  codes: number[];
  scale: number;
  /** ||rotated - scale x codes||, ||row||. */
  error: number;
  norm: number;
}

/** What the codes stand for. */
export function restored({ codes, scale }: Pick<QuantisedRow, 'codes' | 'scale'>): number[] {
  return times(codes, scale);
}

export function quantiseTwin(row: Row, signs: Row): QuantisedRow {
  const rotated = rotateTwin(row, signs);
  const largest = Math.max(...rotated.map(Math.abs));
  const scale = largest / 127 > 1e-30 ? largest / 127 : 1;
  const codes = rotated.map((value) => Math.round(value / scale));
  return { codes, scale, error: length(plus(rotated, times(codes, scale), -1)), norm: length(row) };
}

/** The rounded product of codes that onnxruntime gives, [neurons][tokens]. */
export function productTwin(
  neurons: readonly Pick<QuantisedRow, 'codes'>[],
  tokens: readonly Pick<QuantisedRow, 'codes' | 'scale'>[],
  unit: number,
): number[][] {
  return neurons.map((neuron) =>
    tokens.map((token) => {
      const sum = (dot(neuron.codes, token.codes) * token.scale) / unit;
      return Math.max(0, Math.min(255, Math.round(sum)));
    }),
  );
}

/** Tokens of each neuron that its bound does not rule out; see screen.ts. */
export function screenTwin(
  products: readonly Row[],
  neurons: readonly QuantisedRow[],
  tokens: readonly QuantisedRow[],
  { biases, cuts, unit }: { biases: Row; cuts: Row; unit: number },
): number[][] {
  return neurons.map((neuron, m) =>
    tokens.flatMap((token, t) => {
      const product = at(at(products, m), t);
      const lost = token.error * neuron.norm + (token.norm + token.error) * neuron.error;
      const most = (product + 0.5) * neuron.scale * unit + lost - 2 * at(cuts, t);
      return product === 255 || most > -at(biases, m) ? [t] : [];
    }),
  );
}
