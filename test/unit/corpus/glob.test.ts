import { expect, test } from 'vitest';
import { matchGlobs } from '../../../native-worker/corpus/glob.ts';

test.each([
  ['*.ts', 'a.ts', true],
  ['*.ts', 'src/deep/a.ts', true],
  ['*.ts', 'a.tsx', false],
  ['./a.ts', 'a.ts', true],
  ['./a.ts', 'src/a.ts', false],
  ['src/*.ts', 'src/a.ts', true],
  ['src/*.ts', 'src/deep/a.ts', false],
  ['src/**/*.ts', 'src/a.ts', true],
  ['src/**/*.ts', 'src/deep/er/a.ts', true],
  ['**/test/**', 'a/test/b.py', true],
  ['node_modules', 'a/node_modules/b/c.js', true],
  ['node_modules', 'a/node_modules_old/c.js', false],
  ['docs/', 'docs/a.md', true],
  ['**/*.{js,ts}', 'lib/a.js', true],
  ['**/*.{js,ts}', 'lib/a.jsx', false],
  ['?.md', 'a.md', true],
  ['?.md', 'ab.md', false],
  ['[ab].md', 'b.md', true],
  ['[!ab].md', 'b.md', false],
  ['a+b (1).txt', 'a+b (1).txt', true],
])('the glob %s on %s: %s', (pattern, path, expected) => {
  expect(matchGlobs([pattern])(path)).toBe(expected);
});

test('no patterns match nothing', () => {
  expect(matchGlobs([])('a')).toBe(false);
});
