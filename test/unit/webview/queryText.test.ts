import { describe, expect, it } from 'vitest';
import { parseQuery } from '../../../native-worker/features/query/parser.ts';
import { queryColumns } from '../../../webview/explorer/queryColumns.ts';
import { termsOf, toggleTerm, withTerm } from '../../../webview/lib/queryText.ts';

describe('query text', () => {
  it('finds the terms as written', () => {
    expect(termsOf('import @density:>1% @label:"for each" mail@home:x')).toEqual([
      { column: 'density', condition: '>1%' },
      { column: 'label', condition: '"for each"' },
    ]);
  });

  it.each([
    ['', '@group:3'],
    ['import', '@group:3 import'],
    ['@group:1 import', '@group:3 import'],
    ['@group:1 import @group:2', '@group:3 import'],
    ['@groups:1', '@group:3 @groups:1'],
  ])('puts a term into %j', (query, result) => {
    expect(withTerm(query, 'group', '3')).toBe(result);
  });

  it('takes a term out again', () => {
    expect(toggleTerm('@group:3 import', 'group', '3')).toBe('import');
    expect(toggleTerm('@group:4 import', 'group', '3')).toBe('@group:3 import');
    expect(withTerm('a @label:"for each" b', 'label', null)).toBe('a b');
  });

  it('offers only examples that the engine understands', () => {
    for (const { name, condition } of queryColumns()) {
      const { parts, problem } = parseQuery(`@${name}:${condition}`);
      expect(problem).toBeNull();
      expect(parts).toMatchObject([{ column: name }]);
    }
  });
});
