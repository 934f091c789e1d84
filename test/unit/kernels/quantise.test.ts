import { describe, expect, it } from 'vitest';
import { quantisedWidth, rotationSigns } from '../../../native-worker/compute/sparse/quantisedRows.ts';
import { quantisation, screen } from '../../../native-worker/kernels/structures.ts';
import { KernelRoom, places } from './kernelRoom.ts';
import { check, expectClose, type Problem } from './problems.ts';
import {
  productTwin,
  quantiseTwin,
  restored,
  rotateTwin,
  screenTwin,
  type QuantisedRow,
} from './twins/quantise.ts';
import { at, dot, length, plus, times, zeros } from './twins/vectors.ts';

/** Rows of all kinds: normal ones, zeros, equal values, an outlier, lengths from tiny to huge. */
function rowsOf(p: Problem, count: number): number[][] {
  return p.matrix(count).map((row) => {
    const kinds = [
      row,
      row,
      zeros(row.length),
      row.map(() => 0.3),
      row.map((value, i) => (i === 0 ? 30 * value : value)),
      times(row, 1e-12),
      times(row, 1e6),
      row.map((value) => Math.sign(value)),
    ];
    return at(kinds, p.random.integer(kinds.length)).map(Math.fround);
  });
}

describe.each(places)('Kernels of int8 screening, at $place', ({ from }) => {
  const room = new KernelRoom(from);

  const copiesOf = (p: Problem, rows: number[][], of: 'neurons' | 'tokens') => {
    const width = quantisedWidth(p.stride);
    const signs = [...rotationSigns(width)];
    const out = {
      codes: room.bytes(zeros(rows.length * width)),
      scales: room.floats(zeros(rows.length)),
      errors: room.floats(zeros(rows.length)),
      norms: room.floats(zeros(rows.length)),
    };
    const structure = room.structure(quantisation, {
      ...{ bytes: p.bytes, width, signs: room.floats(signs), rotated: room.floats(zeros(width)) },
      ...out,
    });
    const address = room.rows(rows, p.stride);
    if (of === 'neurons') room.call.quantiseNeurons(structure, address, rows.length);
    else room.call.quantiseTokens(structure, address, rows.length, room.kernels.allocate(16 * width + 512));
    const codes = room.readBytes(out.codes, rows.length * width);
    const codeOf = (row: number, i: number): number =>
      of === 'neurons' ? at(codes, row * width + i) - 128 : (at(codes, i * rows.length + row) << 24) >> 24;
    const read = rows.map((_, row) => ({
      codes: Array.from({ length: width }, (__, i) => codeOf(row, i)),
      scale: at(room.readFloats(out.scales, rows.length), row),
      error: at(room.readFloats(out.errors, rows.length), row),
      norm: at(room.readFloats(out.norms, rows.length), row),
    }));
    return { out, read, signs };
  };

  it.each(['neurons', 'tokens'] as const)(
    'quantises %s to the nearest codes, with bounds that hold and are close',
    (of) => {
      check((p) => {
        const rows = rowsOf(p, of === 'neurons' ? p.neurons : p.tokens);
        const { read, signs } = copiesOf(p, rows, of);
        read.forEach((got, m) => {
          const row = at(rows, m);
          const twin = quantiseTwin(row, signs);
          expect(Math.max(...got.codes.map(Math.abs))).toBeLessThanOrEqual(127);
          // Codes may differ where rounding was close.
          const apart = got.codes.map((code, i) => Math.abs(code - at(twin.codes, i)));
          expect(Math.max(...apart)).toBeLessThanOrEqual(1);
          expectClose([got.scale / twin.scale], [1], 'scale', 1e-5);
          const lost = length(plus(rotateTwin(row, signs), restored(got), -1));
          expect(got.error).toBeGreaterThanOrEqual(lost);
          expect(got.error).toBeLessThanOrEqual(1.001 * lost + 2e-6 * twin.norm + 2e-18);
          expect(got.norm).toBeGreaterThanOrEqual(twin.norm);
          expect(got.norm).toBeLessThanOrEqual(1.001 * twin.norm + 2e-18);
        });
      });
    },
  );

  it('rotates without changing dot products', () => {
    check((p) => {
      const signs = [...rotationSigns(quantisedWidth(p.stride))];
      const [a, b] = [p.values(p.width), p.values(p.width)];
      expectClose([dot(rotateTwin(a, signs), rotateTwin(b, signs))], [dot(a, b)], '', 1e-12);
    });
  });

  const screened = (
    p: Problem,
    products: number[][],
    neurons: ReturnType<typeof copiesOf>['out'],
    tokens: ReturnType<typeof copiesOf>['out'],
    { biases, cuts, unit }: { biases: number[]; cuts: number[]; unit: number },
  ): number[][] => {
    const capacity = p.neurons * p.tokens;
    const [pointers, pairTokens] = [room.words(zeros(p.neurons + 1)), room.words(zeros(capacity))];
    const structure = room.structure(screen, {
      products: room.bytes(products.flat()),
      neurons: p.neurons,
      tokens: p.tokens,
      biases: room.floats(biases),
      scales: neurons.scales,
      errors: neurons.errors,
      norms: neurons.norms,
      tokenErrors: tokens.errors,
      tokenNorms: tokens.norms,
      cuts: room.floats(cuts),
      unit,
      pointers,
      pairTokens,
      capacity,
    });
    const count = room.call.screenPairs(structure);
    const ends = room.readWords(pointers, p.neurons + 1);
    expect(count).toBe(ends.at(-1));
    const found = room.readWords(pairTokens, count);
    return Array.from({ length: p.neurons }, (_, m) => found.slice(ends[m], ends[m + 1]));
  };

  it('screenPairs loses no active pair, and takes hardly more than the bound asks for', () => {
    check((p) => {
      const [rows, x] = [rowsOf(p, p.neurons), rowsOf(p, p.tokens)];
      const [neurons, tokens] = [copiesOf(p, rows, 'neurons'), copiesOf(p, x, 'tokens')];
      const u = rows.map((row) => x.map((own) => dot(row, own)));
      // Some thresholds are a token's own u, but for the last bits.
      const biases = u.map((own, m) =>
        Math.fround(
          m % 2 === 0 ? -at(own, m % p.tokens) * (1 + 1e-7) : -length(at(rows, m)) * p.random.uniform(),
        ),
      );
      const cuts = tokens.read.map(({ norm }) => -1e-5 * norm);
      const thresholds = neurons.read.map(({ scale }, m) => Math.max(0, -at(biases, m) / scale));
      const unit = Math.fround(Math.max(1e-30, ...thresholds) / (p.flag() ? 230 : 900));
      const products = productTwin(neurons.read, tokens.read, unit);
      const found = screened(p, products, neurons.out, tokens.out, { biases, cuts, unit });
      u.forEach((own, m) => {
        const active = own.flatMap((value, t) => (value > -at(biases, m) + at(cuts, t) ? [t] : []));
        expect(at(found, m)).toEqual(expect.arrayContaining(active));
      });
      const generous = (row: QuantisedRow): QuantisedRow => ({
        ...row,
        error: 1.001 * row.error + 1e-5 * row.norm,
        norm: 1.001 * row.norm,
      });
      const most = screenTwin(products, neurons.read.map(generous), tokens.read.map(generous), {
        biases: biases.map((bias) => bias + 1e-5 * Math.abs(bias)),
        cuts: cuts.map((cut) => 2 * cut),
        unit: 1.05 * unit,
      });
      found.forEach((own, m) => {
        expect(at(most, m)).toEqual(expect.arrayContaining(own));
      });
    });
  });

  it('screenPairs gives up where the lists have no room for the worst case of a neuron', () => {
    const ones = room.floats([1, 1]);
    const structure = room.structure(screen, {
      ...{ products: room.bytes([0, 0, 0, 0]), neurons: 2, tokens: 2, biases: ones, unit: 1 },
      ...{ scales: ones, errors: ones, norms: ones, tokenErrors: ones, tokenNorms: ones, cuts: ones },
      ...{ pointers: room.words([0, 0, 0]), pairTokens: room.words([0, 0, 0]), capacity: 3 },
    });
    expect(room.call.screenPairs(structure)).toBe(-1);
  });
});
