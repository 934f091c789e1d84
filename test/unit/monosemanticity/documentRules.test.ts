import { describe, expect, it } from 'vitest';
import { ruleSetHash } from '../../../native-worker/monosemanticity/rules/ruleSetHash.ts';
import { ruledText } from './ruledText.ts';

const SCRIPT = [
  'import { a as b } from "./lib"; // why not',
  'const o: Map<string, number> = { key: run(x, "y") };',
  '    if (done) return `n ${value} m`;',
].join('\n');

describe('the rules of a TypeScript document', () => {
  const { says, pieces } = ruledText('src/main.ts', SCRIPT);

  it.each([
    ['import', 'a keyword'],
    [' a', 'an identifier'],
    [' {', 'punctuation'],
    ['lib', 'a piece of a string'],
    [' why', 'a piece of a comment'],
    ['\n', 'a line end'],
    ['    ', 'blanks'],
  ])('call %j %s', (piece, words) => {
    expect(says('class', piece)).toBe(words);
  });

  it('name the innermost syntax node and its parent', () => {
    expect(says('node', ' run')).toBe('syntax node VariableName');
    expect(says('parent', ' run')).toBe('in a syntax node CallExpression');
    expect(says('parent', 'lib')).toBe('in a syntax node ImportDeclaration');
  });

  it('know imports, types, keys and the arguments of a call', () => {
    expect(says('import', ' a')).toBe('in an import');
    expect(says('import', 'const')).toBe('');
    expect(says('type', ' Map')).toBe('in a type');
    expect(says('type', ' o')).toBe('');
    expect(says('key', ' key')).toBe('in a key');
    expect(says('key', ' run')).toBe('');
    expect(says('arguments', 'x')).toBe('in the arguments of a call');
    expect(says('arguments', ' run')).toBe('');
  });

  it('know strings and comments, but not the code within a template string', () => {
    expect(says('string', 'y')).toBe('in a string');
    expect(says('string', 'n')).toBe('in a string');
    expect(says('string', 'value')).toBe('');
    expect(says('class', 'value')).toBe('an identifier');
    expect(says('comment', ' not')).toBe('in a comment');
    expect(says('comment', 'const')).toBe('');
  });

  it('know the place in the line', () => {
    expect(says('lineStart', 'import')).toBe('first on its line');
    expect(says('lineStart', ' a')).toBe('');
    expect(says('lineStart', 'if')).toBe('first on its line');
    expect(says('lineEnd', ' not')).toBe('last on its line');
    expect(says('column', 'import')).toBe('at column 0');
    expect(says('column', ' o')).toBe('at column 5-8');
    expect(says('indent', 'const')).toBe('in a line that is not indented');
    expect(says('indent', ' return')).toBe('in a line indented by 3-4');
  });

  it('know the token, the one before it, the file type and repetition', () => {
    expect(says('token', 'if')).toBe('the token “if”');
    expect(says('previous', ' as')).toBe('after the token “ a”');
    expect(says('file', 'const')).toBe('in a .ts file');
    expect(says('repeated', '\n')).toBe('');
    expect(says('repeated', '\n', pieces.indexOf('\n') + 1)).toBe('seen within the last 64 tokens');
  });
});

describe('the rules of other documents', () => {
  it('know keys and values of JSON', () => {
    const { says } = ruledText('package.json', '{\n  "name": "x",\n  "list": [true, 12]\n}\n');
    expect(says('key', 'name')).toBe('in a key');
    expect(says('class', 'name')).toBe('a piece of a string');
    expect(says('key', 'x')).toBe('');
    expect(says('node', 'true')).toBe('syntax node True');
    expect(says('parent', ' 12')).toBe('in a syntax node Array');
    expect(says('class', ' 12')).toBe('a number');
  });

  it('know attributes and text of JSX', () => {
    const { says } = ruledText('view.tsx', 'const v = <Foo bar="x">Some text</Foo>;\n');
    expect(says('node', 'Some')).toBe('syntax node JSXText');
    expect(says('class', 'Some')).toBe('a word of running text');
    expect(says('class', 'x')).toBe('a piece of a string');
  });

  it('take Markdown for running text, without a syntax tree', () => {
    const { says } = ruledText('docs/README.md', "# Don't use 2 `const` here\n");
    expect(says('class', 'const')).toBe('a word of running text');
    expect(says('class', ' 2')).toBe('a number');
    expect(says('node', 'const')).toBe('');
    expect(says('file', 'const')).toBe('in a .md file');
  });

  it('find strings and comments of Python by their marks', () => {
    const { says } = ruledText('a.py', 'def f(x):\n    """Doc\n    here"""\n    return "it"  # note\n');
    expect(says('class', 'def')).toBe('a keyword');
    expect(says('string', 'here')).toBe('in a string');
    expect(says('string', 'return')).toBe('');
    expect(says('comment', ' note')).toBe('in a comment');
    expect(says('indent', 'return')).toBe('in a line indented by 3-4');
  });

  it('say which piece of a word a token is', () => {
    const { says } = ruledText('a.md', 'un ab\n');
    expect(says('piece', 'un')).toBe('a whole word');
    expect(says('piece', '\n')).toBe('');
  });
});

describe('the hash of the rules', () => {
  it('is the same each time and a sha256', () => {
    expect(ruleSetHash()).toMatch(/^[0-9a-f]{64}$/u);
    expect(ruleSetHash()).toBe(ruleSetHash());
  });
});
