import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TokenRowPool } from '../../../native-worker/corpus/tokenRowPool.ts';

const ints = (...values: number[]): Int32Array => Int32Array.from(values);

test('gives back every row as it was added', () => {
  const token = fc.record({
    id: fc.nat(),
    gap: fc.nat({ max: 3 }),
    length: fc.nat({ max: 40 }),
    placed: fc.boolean(),
  });
  const row = fc.record({
    document: fc.nat(),
    base: fc.nat({ max: 2 ** 30 }),
    tokens: fc.array(token, { minLength: 1, maxLength: 40 }),
  });
  fc.assert(
    fc.property(fc.array(row, { maxLength: 20 }), (rows) => {
      const pool = new TokenRowPool();
      const expected = rows.map(({ document, base, tokens }) => {
        let at = base;
        const places = tokens.map(({ gap, length, placed }) => {
          const start = at + gap;
          at = start + length;
          return placed ? { start, end: at } : { start: -1, end: -1 };
        });
        return {
          document,
          tokens: Int32Array.from(tokens, ({ id }) => id),
          starts: Int32Array.from(places, ({ start }) => start),
          ends: Int32Array.from(places, ({ end }) => end),
        };
      });
      for (const entry of expected) pool.add(entry);
      expect(pool.length).toBe(rows.length);
      expected.forEach((entry, i) => {
        expect(pool.at(i)).toEqual({ ...entry, split: 'train' });
      });
    }),
  );
});

test('keeps places that are further apart than 16 bits', () => {
  const pool = new TokenRowPool();
  const row = { document: 0, tokens: ints(1, 2), starts: ints(-1, 5), ends: ints(-1, 200_000) };
  pool.add(row);
  pool.add({ ...row, starts: ints(-1, 7), ends: ints(-1, 9) });
  expect([...pool.at(0).ends]).toEqual([-1, 200_000]);
  expect([...pool.at(1).starts]).toEqual([-1, 7]);
});

test('goes on in a new block where a row no longer fits', () => {
  const pool = new TokenRowPool();
  const length = 700_000;
  for (const id of [1, 2, 3])
    pool.add({
      document: id,
      tokens: new Int32Array(length).fill(id),
      starts: new Int32Array(length).fill(-1),
      ends: new Int32Array(length).fill(-1),
    });
  expect([0, 1, 2].map((row) => pool.at(row).tokens.every((token) => token === row + 1))).toEqual([
    true,
    true,
    true,
  ]);
});

test('lists the rows of each split', () => {
  const pool = new TokenRowPool();
  for (let i = 0; i < 4; i++) pool.add({ document: i, tokens: ints(i), starts: ints(-1), ends: ints(-1) });
  pool.setSplit(2, 'heldOut');
  expect([[...pool.indices('train')], [...pool.indices('heldOut')]]).toEqual([[0, 1, 3], [2]]);
  expect(() => pool.at(4)).toThrow(RangeError);
});
