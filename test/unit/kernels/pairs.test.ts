import { describe, expect, it } from 'vitest';
import { collection, decision } from '../../../native-worker/kernels/structures.ts';
import { KernelRoom, places } from './kernelRoom.ts';
import { check, expectClose, type Lists, type Problem } from './problems.ts';
import {
  alongTwin,
  collectTwin,
  decideTwin,
  decodeTwin,
  keepTwin,
  listsOf,
  peaksTwin,
  summaryTwin,
  type Block,
} from './twins/pairs.ts';
import { at, dotOfKernels } from './twins/vectors.ts';

describe.each(places)('Kernels on lists of pairs, at $place', ({ from }) => {
  const room = new KernelRoom(from);

  const place = ({ pointers, tokens, values }: Lists) => ({
    pointers: room.words(pointers),
    pairTokens: room.words(tokens),
    pairValues: room.floats(values),
  });

  const read = (pointers: number, tokens: number, values: number, neurons: number): Lists => {
    const own = room.readWords(pointers, neurons + 1);
    const count = own.at(-1) ?? 0;
    return { pointers: own, tokens: room.readWords(tokens, count), values: room.readFloats(values, count) };
  };

  const blockOf = (p: Problem): Block => ({
    // Coarse values make ties with cuts.
    u: Array.from({ length: p.neurons }, () => p.values(p.tokens).map((value) => Math.round(4 * value) / 4)),
    biases: p.values(p.neurons).map((value) => Math.round(4 * value) / 4),
    storesY: p.flag(),
  });

  it('collectPairs finds what lies above the cuts of neurons or tokens, counts and peaks', () => {
    check((p) => {
      const block = blockOf(p);
      const byToken = p.flag();
      const cuts = p.values(byToken ? p.tokens : p.neurons).map((value) => Math.round(4 * value) / 4);
      const only = p.flag() ? p.values(p.neurons).map((value) => (value > 0 ? 1 : 0)) : null;
      const expected = collectTwin(
        block,
        (m, t) => at(cuts, byToken ? t : m),
        (m) => only === null || only[m] === 1,
      );
      const capacity = p.neurons * p.tokens;
      const [pointers, tokens, values] = [
        room.words(new Array<number>(p.neurons + 1).fill(0)),
        room.words(new Array<number>(capacity).fill(0)),
        room.floats(new Array<number>(capacity).fill(0)),
      ];
      const positives = room.words(new Array<number>(p.neurons).fill(0));
      const peaks = room.floats(new Array<number>(p.neurons).fill(-Infinity));
      const structure = room.structure(collection, {
        u: room.floats(block.u.flat()),
        neurons: p.neurons,
        tokens: p.tokens,
        biases: room.floats(block.biases),
        cuts: room.floats(cuts),
        cutsOfTokens: byToken ? 1 : 0,
        only: only === null ? 0 : room.words(only),
        storesY: block.storesY ? 1 : 0,
        positives,
        peaks,
        pointers,
        pairTokens: tokens,
        pairValues: values,
        capacity,
      });
      expect(room.call.collectPairs(structure)).toBe(expected.tokens.length);
      expect(read(pointers, tokens, values, p.neurons)).toEqual(expected);
      const summary = summaryTwin(block);
      expect(room.readWords(positives, p.neurons)).toEqual(summary.positives);
      expect(room.readFloats(peaks, p.neurons)).toEqual(summary.peaks);
    });
  });

  it('collectPairs gives up where the lists have no room for the worst case of a neuron', () => {
    const structure = room.structure(collection, {
      u: room.floats([1, 1, 1, 1]),
      neurons: 2,
      tokens: 2,
      biases: room.floats([0, 0]),
      cuts: room.floats([0, 0]),
      pointers: room.words([0, 0, 0]),
      pairTokens: room.words([0, 0, 0]),
      pairValues: room.floats([0, 0, 0]),
      capacity: 3,
    });
    expect(room.call.collectPairs(structure)).toBe(-1);
  });

  it('peaksOfPairs raises peaks to the largest y of the lists', () => {
    check((p) => {
      const lists = p.lists();
      const [biases, storesY] = [p.values(p.neurons), p.flag()];
      const peaks = p.values(p.neurons);
      const { pointers, pairValues } = place(lists);
      const into = room.floats(peaks);
      room.call.peaksOfPairs(p.neurons, pointers, pairValues, room.floats(biases), storesY ? 1 : 0, into);
      const own = peaksTwin(lists, biases, storesY);
      expect(room.readFloats(into, p.neurons)).toEqual(own.map((peak, m) => Math.max(peak, at(peaks, m))));
    });
  });

  it('keepRanked closes the lists up over the pairs that were not chosen', () => {
    check((p) => {
      const coarse = (value: number): number => Math.round(2 * value) / 2;
      const lists = p.lists();
      lists.values = lists.values.map(coarse);
      const [biases, storesY, firstNeuron] = [
        p.values(p.neurons).map(coarse),
        p.flag(),
        p.random.integer(50),
      ];
      const cuts = p.values(p.tokens).map(coarse);
      const lasts = cuts.map(() => firstNeuron - 1 + p.random.integer(p.neurons + 2));
      // Before these pairs lie some of other blocks, of which fewer have been kept.
      const [start, kept] = [5, 3];
      const shifted: Lists = {
        pointers: lists.pointers.map((pointer) => pointer + start),
        tokens: [9, 9, 9, 9, 9, ...lists.tokens],
        values: [9, 9, 9, 9, 9, ...lists.values],
      };
      const { pointers, pairTokens, pairValues } = place(shifted);
      const count = room.call.keepRanked(
        p.neurons,
        firstNeuron,
        pointers,
        pairTokens,
        pairValues,
        room.floats(biases),
        storesY ? 1 : 0,
        room.floats(cuts),
        room.words(lasts.map((last) => last >>> 0)),
        start,
        kept,
      );
      const expected = listsOf(keepTwin(lists, biases, storesY, { cuts, lasts, firstNeuron }), p.neurons);
      expect(count).toBe(kept + expected.tokens.length);
      const got = read(pointers, pairTokens, pairValues, p.neurons);
      expect(got.pointers).toEqual(expected.pointers.map((pointer) => pointer + kept));
      expect(got.tokens).toEqual([9, 9, 9, ...expected.tokens]);
      expect(got.values).toEqual([9, 9, 9, ...expected.values]);
    });
  });

  it('decodePairs adds a z w of each pair above its gate to its token', () => {
    check((p) => {
      const lists = p.lists();
      const [weights, sums, scales] = [p.matrix(p.neurons), p.matrix(p.tokens), p.values(p.neurons)];
      const gates = p.flag() ? p.values(p.neurons) : null;
      const { pointers, pairTokens, pairValues } = place(lists);
      const into = room.rows(sums, p.stride);
      room.call.decodePairs(
        p.neurons,
        p.bytes,
        room.rows(weights, p.stride),
        room.floats(scales),
        gates === null ? 0 : room.floats(gates),
        pointers,
        pairTokens,
        pairValues,
        into,
      );
      const expected = decodeTwin(lists, weights, scales, (m) => gates?.[m] ?? -Infinity, sums);
      expectClose(room.readRows(into, p.tokens, p.width, p.stride), expected);
    });
  });

  it('alongPairs adds z (w . row) of each pair to its neuron, to the last bit', () => {
    check((p) => {
      const lists = p.lists();
      const [weights, rows, sums] = [p.matrix(p.neurons), p.matrix(p.tokens), p.values(p.neurons)];
      const { pointers, pairTokens, pairValues } = place(lists);
      const into = room.doubles(sums);
      room.call.alongPairs(
        p.neurons,
        p.bytes,
        room.rows(weights, p.stride),
        pointers,
        pairTokens,
        pairValues,
        room.rows(rows, p.stride),
        into,
      );
      expect(room.readDoubles(into, p.neurons)).toEqual(alongTwin(lists, weights, rows, sums));
    });
  });

  it('decidePairs leaves pairs with y > 0, by one dot product to the last bit', () => {
    check((p) => {
      const lists = p.lists();
      const [rows, centred] = [p.matrix(p.neurons), p.matrix(p.tokens)];
      const [storesY, all] = [p.flag(), p.flag()];
      const biases = p.values(p.neurons);
      // Some thresholds are met exactly, by the last bit more, and less.
      biases.forEach((_, m) => {
        const token = m % p.tokens;
        const u = dotOfKernels(at(rows, m), at(centred, token));
        if (m % 3 < 2) biases[m] = -Math.fround(u * (1 + ((m % 2) - 0.5) * 2 ** -23));
      });
      const cuts = p.positive(p.tokens).map((value) => -value);
      const { pointers, pairTokens, pairValues } = place(lists);
      const structure = room.structure(decision, {
        neurons: p.neurons,
        bytes: p.bytes,
        rows: room.rows(rows, p.stride),
        centred: room.rows(centred, p.stride),
        biases: room.floats(biases),
        cuts: room.floats(cuts),
        storesY: storesY ? 1 : 0,
        all: all ? 1 : 0,
        pointers,
        pairTokens,
        pairValues,
      });
      const expected = listsOf(
        decideTwin(lists, { rows, centred, biases }, { cuts, storesY, all }),
        p.neurons,
      );
      expect(room.call.decidePairs(structure)).toBe(expected.tokens.length);
      expect(read(pointers, pairTokens, pairValues, p.neurons)).toEqual(expected);
    });
  });
});
