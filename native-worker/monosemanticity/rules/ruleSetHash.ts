/**
 * The rules' fingerprint. A run writes it into run.json when it starts, so that an evaluation can show that the rules were settled
 * before: it covers their definitions and, against changes in code or grammar, what they say of some sample texts.
 */
import { createHash } from 'node:crypto';
import { DocumentRules } from './documentRules.ts';
import { REPEAT_WINDOW } from './documentRules.ts';
import { languageDefinitions } from './language.ts';
import { LEXICAL_CLASSES } from './lexicalScanner.ts';
import { lineDefinitions } from './linePlaces.ts';
import { RULE_COLUMNS, RuleVocabulary } from './ruleColumns.ts';
import { syntaxDefinitions } from './syntaxPlaces.ts';

const SAMPLES: readonly (readonly [source: string, text: string])[] = [
  [
    'sample.ts',
    'import { a as b, type C } from "./d.ts"; // why\n\n/** Doc. */\nexport async function f<T extends C>(x: T[], y = 1.5e3): Promise<string> {\n' +
      '\tconst o = { key: x.map((e) => `${e}-${y} text`), "quoted": /re[gx]/u, [b]: null };\n\tif (!o.key) throw new Error(`no ${y}`);\n' +
      '\treturn o?.key.join(", ") as string;\n}\ninterface I<K> extends C { readonly p?: Map<K, number>; m(q: K): void }\nenum E { A = 1, B }\n' +
      'class G extends H implements I<string> { static #s = 2; get v(): number { return G.#s } }\ntype U = "a" | { k: I<1> }[];\n',
  ],
  ['sample.tsx', 'const v = <Foo bar="x" {...rest}>Some text {value + 1}<br/></Foo>;\nexport default v;\n'],
  ['sample.js', "const { a, b: c } = require('x');\nfor (const k of a) console.log(k ?? c, 'é', 0x1f);\n"],
  ['sample.json', '{\n  "name": "x",\n  "list": [1, -2.5, true, null, { "k": "v" }]\n}\n'],
  ['sample.py', 'def f(x):\n    """Doc\n    string"""\n    return [i for i in x if i > 2]  # note\n'],
  ['sample.md', '# Title\n\nSome *words*, 42 of them: a list\n\n- one\n- `two` …\n'],
  ['sample.css', '/* c */\n.a > b { color: #fff; margin: 0 1px; }\n'],
  ['sample', 'plain text\r\nwithout an extension\r\n'],
];

let known: string | null = null;

/** sha256, hex. Computed once, in a few milliseconds. */
export function ruleSetHash(): string {
  known ??= createHash('sha256')
    .update(JSON.stringify({ definitions: definitions(), samples: SAMPLES.map(verdictsOn) }))
    .digest('hex');
  return known;
}

function definitions(): unknown {
  return {
    columns: RULE_COLUMNS,
    classes: LEXICAL_CLASSES,
    repeatWindow: REPEAT_WINDOW,
    languages: languageDefinitions(),
    syntax: syntaxDefinitions(),
    lines: lineDefinitions(),
  };
}

/** What each stretch of letters, of blanks, or single other character of a sample is said to be. */
function verdictsOn([source, text]: readonly [string, string]): unknown {
  const vocabulary = new RuleVocabulary(() => '');
  const rules = new DocumentRules(source, text, vocabulary);
  const pieces = [...text.matchAll(/ ?\w+|\s+|[^\w\s]/gu)];
  const row = {
    tokens: Int32Array.from(pieces, ([piece]) => piece.charCodeAt(0)),
    starts: Int32Array.from(pieces, ({ index }) => index),
    ends: Int32Array.from(pieces, ({ index, 0: piece }) => index + piece.length),
  };
  return pieces.map((_, position) =>
    Array.from(rules.values(row, position), (value, column) =>
      value === 0 ? '' : vocabulary.words([{ column, value }]),
    ).join('|'),
  );
}
