import { describe, expect, it } from 'vitest';
import type { FeatureSortKey } from '../../../protocol/feature.ts';
import { featurePage } from '../../../native-worker/features/featurePage.ts';
import { FeatureNotes } from '../../../native-worker/features/notes.ts';
import { featureTableOf } from './featureTableOf.ts';

const table = featureTableOf([
  { density: 0.2, max: 1, group: 1 },
  { density: 0.3, max: 5, group: 0 },
  { density: 0.2, max: 3, group: 1 },
  { density: 0.1, max: 4, group: 0, top: ['a ', 'b', ' c'] },
]);
const notes = new FeatureNotes('never-written/notes.json');

const page = (
  key: FeatureSortKey,
  descending = false,
  rest: { query?: string; offset?: number; limit?: number } = {},
) => featurePage(table, 7, notes, { query: '', offset: 0, limit: 10, ...rest, sort: { key, descending } });

describe('a page of features', () => {
  it.each<[FeatureSortKey, boolean, number[]]>([
    ['index', false, [0, 1, 2, 3]],
    ['index', true, [3, 2, 1, 0]],
    ['density', false, [3, 0, 2, 1]],
    ['density', true, [1, 0, 2, 3]],
    ['maxActivation', true, [1, 3, 2, 0]],
    ['group', false, [1, 3, 0, 2]],
    ['group', true, [0, 2, 1, 3]],
  ])('is sorted by %s, descending %s, equal ones by index', (key, descending, expected) => {
    expect(page(key, descending).rows.map((row) => row.index)).toEqual(expected);
  });

  it('is cut after filtering and sorting', () => {
    const cut = page('maxActivation', true, { query: '@max:>1', offset: 1, limit: 1 });
    expect(cut).toMatchObject({ matching: 3, total: 4, indexStep: 7, queryProblem: null });
    expect(cut.rows).toEqual([
      {
        index: 3,
        group: 0,
        density: 0.1,
        targetFrequency: 0.1,
        maxActivation: 4,
        meanActivation: 0,
        threshold: 0,
        clusterSize: 1,
        topTokens: ['a ', 'b', ' c'],
        label: null,
        pinned: false,
      },
    ]);
  });

  it('is empty past the end', () => {
    expect(page('index', false, { offset: 100 }).rows).toEqual([]);
  });

  it('says what is wrong with the query instead of failing', () => {
    expect(page('index', false, { query: '@nope:1' }).queryProblem).toMatch(/no column “nope”/);
  });
});
