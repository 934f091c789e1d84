import { describe, expect, it } from 'vitest';
import type { SparseCodes } from '../../../native-worker/compute/backend.ts';
import { chanceCosine, measureConditions, verdictOf } from '../../../native-worker/synthetic/conditions.ts';
import type { ConditionReading } from '../../../native-worker/synthetic/conditions.ts';

/** Rows of [feature, value] pairs. */
function coefficients(rows: [number, number][][]): SparseCodes {
  const pairs = rows.flat();
  const rowPointers = new Uint32Array(rows.length + 1);
  rows.forEach((row, i) => (rowPointers[i + 1] = (rowPointers[i] ?? 0) + row.length));
  return {
    rows: rows.length,
    rowPointers,
    features: Uint32Array.from(pairs, ([feature]) => feature),
    values: Float32Array.from(pairs, ([, value]) => value),
  };
}

async function readings(
  rows: [number, number][][],
  features: number[][],
): Promise<Record<string, ConditionReading>> {
  const width = features[0]?.length ?? 1;
  const measured = await measureConditions(coefficients(rows), Float32Array.from(features.flat()), width);
  return Object.fromEntries(measured.map((reading) => [reading.name.slice(0, 2), reading]));
}

const axes = [
  [1, 0, 0, 0],
  [0, 1, 0, 0],
  [0, 0, 1, 0],
  [0.6, 0.8, 0, 0],
];

describe('measureConditions', () => {
  it('reads the hand example', async () => {
    // Feature 0 in rows 0, 1, 2; feature 1 in rows 0 and 1 (both with 0); 2 and 3 together in row 3.
    const { H1, H2, H3, V1 } = await readings(
      [
        [
          [0, 1],
          [1, 2],
        ],
        [
          [0, 1],
          [1, 4],
        ],
        [[0, 4]],
        [
          [2, 1],
          [3, 1],
        ],
      ],
      axes,
    );
    expect(H1).toMatchObject({ measured: 0.5, verdict: 'strained' });
    expect(H1?.note).toContain('mean s 1.75');
    // Mean nonzeros 2, 3, 1, 1.
    expect(H2).toMatchObject({ measured: 3, verdict: 'met' });
    expect(H3).toMatchObject({ measured: 1, scale: 0.5, verdict: 'violated' });
    expect(V1?.measured).toBeCloseTo(0.8);
    expect(V1?.verdict).toBe('strained');
  });

  it('finds a feature that never occurs', async () => {
    const { H2 } = await readings([[[0, 1]], [[1, 1]], [[2, 1]]], axes);
    expect(H2?.verdict).toBe('violated');
    expect(H2?.note).toContain('1 features never active');
  });

  it('is content with one feature a row and orthogonal features', async () => {
    const { H1, H2, H3, V1 } = await readings([[[0, 1]], [[1, 1]], [[2, 1]]], axes.slice(0, 3));
    expect([H1, H2, H3, V1].map((reading) => reading?.verdict)).toEqual(['met', 'met', 'met', 'met']);
  });

  it('judges by the ratio to the scale', () => {
    expect([0.3, 1 / 3, 0.5, 1, 1.01].map(verdictOf)).toEqual([
      'met',
      'met',
      'strained',
      'strained',
      'violated',
    ]);
  });

  it('puts the chance level where random features lie', () => {
    expect(chanceCosine(128, 42)).toBeGreaterThan(0.5);
    expect(chanceCosine(128, 42)).toBeLessThan(0.6);
    expect(chanceCosine(128, 4200)).toBeLessThan(0.07);
  });
});
