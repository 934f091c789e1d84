/** Ids and ranges against golden files made by Python's `tokenizers` (tools/fixtures/tokenizers). */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Tokenizer as PackageTokenizer } from '@huggingface/tokenizers';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { openTokenizer } from '../../../native-worker/llm/tokenizer/openTokenizer.ts';

const ROOT = 'test/fixtures/tokenizers';
const goldenRows = z.array(
  z.object({
    text: z.string(),
    ids: z.array(z.int()),
    starts: z.array(z.int()),
    ends: z.array(z.int()),
  }),
);
type GoldenRow = z.infer<typeof goldenRows>[number];

function readGolden(name: string): GoldenRow[] {
  return goldenRows.parse(readJson(name, 'golden.json'));
}

function readJson(name: string, file: string): unknown {
  return JSON.parse(readFileSync(join(ROOT, name, file), 'utf8'));
}

interface Place {
  start: number;
  end: number;
}

/** Characters that a normalisation joins with the one before them. */
const JOINED = /^[\p{M}\u1160-\u11FF\uFF9E\uFF9F]+$/u;

/**
 * Where our range may differ from Python's, which gives a composed character only its first code point, a replaced run only
 * its last, and an added prefix the character after it. Ours is the whole text that the token stands for.
 */
function agrees(text: string, ours: Place, python: Place): boolean {
  if (ours.start === python.start && ours.end === python.end) return true;
  if (ours.start === ours.end)
    return ours.start === python.start && Array.from(text.slice(python.start, python.end)).length === 1;
  const before = text.slice(ours.start, python.start);
  const after = text.slice(python.end, ours.end);
  const contains = ours.start <= python.start && ours.end >= python.end;
  const sameCluster = Array.from(text.slice(ours.start, ours.end)).slice(1).join('');
  return contains && (/^ +$/.test(before) || JOINED.test(after) || JOINED.test(sameCluster));
}

const NAMES = readdirSync(ROOT);

describe.each(NAMES)('the tokenizer %s', async (name) => {
  const tokenizer = await openTokenizer(join(ROOT, name));
  const rows = readGolden(name);

  test.each(rows.map((row) => [JSON.stringify(row.text).slice(0, 60), row] as const))(
    'gives the ids of the reference implementation for %s',
    (_, row) => {
      const encoded = tokenizer.encode(row.text);
      expect([...encoded.ids]).toEqual(row.ids);
      expect(encoded.problems).toEqual([]);
    },
  );

  test.each(rows.map((row) => [JSON.stringify(row.text).slice(0, 60), row] as const))(
    'gives each token the text that it stands for in %s',
    (_, row) => {
      const { starts, ends } = tokenizer.encode(row.text);
      const wrong = [...starts].flatMap((start, i) => {
        const ours = { start, end: ends[i] ?? NaN };
        const python = { start: row.starts[i] ?? NaN, end: row.ends[i] ?? NaN };
        return agrees(row.text, ours, python) ? [] : [{ token: i, ours, python }];
      });
      expect(wrong).toEqual([]);
    },
  );
});

/** Byte-level tokenizers without a normaliser or prefix have nothing to differ about. */
test.each(['gpt2', 'code', 'digits', 'falcon', 'added-tokens'])(
  'ranges of %s equal those of the reference implementation exactly',
  async (name) => {
    const tokenizer = await openTokenizer(join(ROOT, name));
    for (const row of readGolden(name)) {
      const { starts, ends } = tokenizer.encode(row.text);
      expect({ starts: [...starts], ends: [...ends] }).toEqual({ starts: row.starts, ends: row.ends });
    }
  },
);

/** Where the JavaScript package's own `encode` departs from the reference implementation. */
const PACKAGE_DIFFERS: Record<string, RegExp> = {
  // It takes no notice of `single_word`.
  qwen: /word/,
  'added-tokens': /word/,
  llama2: /word/,
  'metaspace-first': /word/,
  // JavaScript's white space (U+FEFF) and its final sigma.
  lowercase: /word|\uFEFF|\u03A3/,
  // It looks for Chinese characters in UTF-16 units.
  wordpiece: /\u{20000}/u,
};

test.each(NAMES)('ids of %s equal those of the package where it follows the reference', (name) => {
  const pack = new PackageTokenizer(
    z.record(z.string(), z.unknown()).parse(readJson(name, 'tokenizer.json')),
    {},
  );
  const rows = readGolden(name).filter((row) => !(PACKAGE_DIFFERS[name]?.test(row.text) ?? false));
  expect(rows.length).toBeGreaterThan(25);
  for (const row of rows) expect(pack.encode(row.text, { add_special_tokens: false }).ids).toEqual(row.ids);
});
