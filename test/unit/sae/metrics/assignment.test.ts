import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ShapeError } from '../../../../native-worker/compute/errors.ts';
import { maximumAssignment } from '../../../../native-worker/sae/metrics/assignment.ts';
import { Random } from '../../../../native-worker/sae/random.ts';

/** The plain twin: every way to give rows to columns, the smaller side wholly. */
function bestSum(values: Float32Array, rows: number, columns: number): number {
  const spare = Math.max(0, rows - columns);
  const search = (row: number, used: ReadonlySet<number>, skipped: number): number => {
    if (row === rows) return 0;
    let best = skipped < spare ? search(row + 1, used, skipped + 1) : -Infinity;
    for (let column = 0; column < columns; column++) {
      if (used.has(column)) continue;
      const rest = search(row + 1, new Set([...used, column]), skipped);
      best = Math.max(best, (values[row * columns + column] ?? 0) + rest);
    }
    return best;
  };
  return search(0, new Set(), 0);
}

function sumOf(values: Float32Array, columns: number, assigned: Int32Array): number {
  return assigned.reduce(
    (sum, column, row) => sum + (column < 0 ? 0 : (values[row * columns + column] ?? 0)),
    0,
  );
}

describe('The assignment', () => {
  it('gives up a best pair where that serves the sum', () => {
    // Greedy would take 10 and be left with 0; 9 + 8 is better.
    expect([...maximumAssignment(Float32Array.of(10, 9, 8, 0), 2, 2)]).toEqual([1, 0]);
  });

  it('undoes a random permutation of well separated rows', () => {
    const [size, random] = [60, new Random(3)];
    const order = random.sample(size, size);
    const values = Float32Array.from({ length: size * size }, () => 0.3 * random.uniform());
    order.forEach((column, row) => (values[row * size + column] = 0.9));
    expect([...maximumAssignment(values, size, size)]).toEqual(order);
  });

  it('is a matching of the whole smaller side with the greatest sum of all, ties included', () => {
    const sizes = fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 }));
    const tables = sizes.chain(([rows, columns]) =>
      fc.record({
        rows: fc.constant(rows),
        columns: fc.constant(columns),
        // Few different values make ties; the sums are exact.
        values: fc.array(fc.integer({ min: -4, max: 4 }), {
          minLength: rows * columns,
          maxLength: rows * columns,
        }),
      }),
    );
    fc.assert(
      fc.property(tables, ({ rows, columns, values: list }) => {
        const values = Float32Array.from(list);
        const assigned = maximumAssignment(values, rows, columns);
        const given = [...assigned].filter((column) => column >= 0);
        expect(assigned.length).toBe(rows);
        expect(new Set(given).size).toBe(given.length);
        expect(given.length).toBe(Math.min(rows, columns));
        expect(sumOf(values, columns, assigned)).toBe(bestSum(values, rows, columns));
      }),
      { numRuns: 400 },
    );
  });

  it('cannot be bettered by swapping any two rows at sizes beyond enumeration', () => {
    const [size, random] = [150, new Random(5)];
    const values = Float32Array.from({ length: size * size }, () => random.normal());
    const assigned = maximumAssignment(values, size, size);
    const at = (row: number, column: number): number => values[row * size + column] ?? 0;
    for (let p = 0; p < size; p++) {
      for (let q = 0; q < p; q++) {
        const [own, other] = [assigned[p] ?? 0, assigned[q] ?? 0];
        expect(at(p, own) + at(q, other)).toBeGreaterThanOrEqual(at(p, other) + at(q, own));
      }
    }
  });

  it('of values of another size is refused', () => {
    expect(() => maximumAssignment(new Float32Array(5), 2, 3)).toThrow(ShapeError);
  });
});
