import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { featureMatcher } from '../../../native-worker/features/query/matchFeatures.ts';
import { parseQuery } from '../../../native-worker/features/query/parser.ts';
import { featureTableOf } from './featureTableOf.ts';

function purity(rule: string, share: number, monosemantic: boolean) {
  return { rule, purity: share, lowestQuarter: share / 2, monosemantic, contextual: false };
}

const table = featureTableOf([
  {
    group: 0,
    density: 0.05,
    max: 0.1,
    top: ['x = ', 'import', ' os'],
    purity: purity('a keyword', 0.9, true),
  },
  {
    group: 1,
    density: 0.01,
    max: 2,
    cluster: 3,
    top: ['', ' for', ' each'],
    purity: purity('in a string', 0.4, false),
  },
  { group: 3, density: 0.001, max: 3.5, mean: 1, top: ['the ', 'Größe', ' of'] },
  { group: 4, density: 0, max: 0 },
]);
const notes = new Map([
  [1, { label: 'Loop start', note: null, pinned: true }],
  [3, { label: null, note: 'odd', pinned: false }],
]);

function matches(query: string): number[] {
  const matcher = featureMatcher(parseQuery(query).parts, table, (feature) => notes.get(feature));
  return [0, 1, 2, 3].filter(matcher);
}

describe('a query', () => {
  it.each<[string, number[]]>([
    ['', [0, 1, 2, 3]],
    ['   ', [0, 1, 2, 3]],
    ['@density:>0.01', [0]],
    ['@density:>=0.01', [0, 1]],
    ['@density:≥1%', [0, 1]],
    ['@density:0.001..0.01', [1, 2]],
    ['@density:..0.001', [2, 3]],
    ['@density:<1e-3', [3]],
    ['@max:0.1', [0]],
    ['@max:=3.5', [2]],
    ['@max:>2', [2]],
    ['@group:3', [2]],
    ['@group:1,3..9', [1, 2, 3]],
    ['@GROUP:3', [2]],
    ['@purity:>0.8', [0]],
    ['@purity:<=1', [0, 1]],
    ['@purity:40%', [1]],
    ['@rule:STRING', [1]],
    ['@monosemantic:yes', [0]],
    ['@monosemantic:no', [1, 2, 3]],
    ['@contextual:yes', []],
    ['-@group:3', [0, 1, 3]],
    ['@index:2', [2]],
    ['@cluster:>1', [1]],
    ['@mean:1', [2]],
    ['@target:0.1', [0]],
    ['@threshold:0', [0, 1, 2, 3]],
    ['import', [0]],
    ['IMPORT', [0]],
    ['größe', [2]],
    ['loop', [1]],
    ['"for each"', [1]],
    ['"loop st"', [1]],
    ['-import -"for each"', [2, 3]],
    ['@label:loop', [1]],
    ['@label:"loop start"', [1]],
    ['@label:import', []],
    ['@token:os', []],
    ['@token:import', [0]],
    ['@pinned:yes', [1]],
    ['@pinned:false', [0, 2, 3]],
    ['@labelled:no', [0, 2, 3]],
    ['@density:>0 @group:0..1 -import', [1]],
  ])('%s finds %j', (query, expected) => {
    expect(parseQuery(query).problem).toBeNull();
    expect(matches(query)).toEqual(expected);
  });

  it.each<[string, RegExp, number[]]>([
    [
      '@colour:red',
      /no column “colour”; the columns are index, group, density.*\(at character 1\)/,
      [0, 1, 2, 3],
    ],
    ['import @density', /“@density” needs a colon.*\(at character 8\)/, [0]],
    ['@density:lots', /@density: takes a number.*not “lots”/, [0, 1, 2, 3]],
    ['@density:', /@density: takes a number/, [0, 1, 2, 3]],
    ['@density:>', /@density: takes a number/, [0, 1, 2, 3]],
    ['@density:..', /@density: takes a number/, [0, 1, 2, 3]],
    ['@group:1,,2', /@group: takes a number/, [0, 1, 2, 3]],
    ['@pinned:perhaps import', /@pinned: takes yes or no, not “perhaps”/, [0]],
    ['@label:', /@label: needs a text/, [0, 1, 2, 3]],
    ['import "for', /quote before “for” is not closed \(at character 8\)/, [0]],
    ['@', /“@” needs a colon/, [0, 1, 2, 3]],
  ])('%s reports its problem and filters by the rest', (query, problem, expected) => {
    expect(parseQuery(query).problem).toMatch(problem);
    expect(matches(query)).toEqual(expected);
  });

  it('never throws, whatever is typed', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[@:"\-><=.,%a-z0-9 \\]*$/)),
        (query) => {
          expect(matches(query).length).toBeLessThanOrEqual(4);
        },
      ),
    );
  });
});
