/** The starter corpus with the starter model's own tokenizer. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Tokenizer as PackageTokenizer } from '@huggingface/tokenizers';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { openCorpus } from '../../../native-worker/corpus/openCorpus.ts';
import { tokenRows } from '../../../native-worker/corpus/tokenRows.ts';
import { openTokenizer } from '../../../native-worker/llm/tokenizer/openTokenizer.ts';

const MODEL = 'media/starter-model';
const STARTER = 'media/starter-corpus';

async function packageTokenizer(): Promise<PackageTokenizer> {
  const json: unknown = JSON.parse(await readFile(path.join(MODEL, 'tokenizer.json'), 'utf8'));
  return new PackageTokenizer(z.record(z.string(), z.unknown()).parse(json), {});
}

test('becomes rows whose tokens are those of their text, with both sides of the split filled', async () => {
  const tokenizer = await openTokenizer(MODEL);
  const corpus = await openCorpus({ kind: 'starter' }, { starterFolder: STARTER });
  const tokenized = await tokenRows(corpus, tokenizer, {
    contextSize: 256,
    seed: 0,
  });
  const { documents, rows, summary } = tokenized;
  expect(tokenizer.bosId).not.toBeNull();
  expect(documents.some(({ source }) => /ATTRIBUTION|LICENSES/.test(source))).toBe(false);
  expect(summary.tokens).toBeGreaterThan(500_000);
  expect(summary.heldOutRows / rows.length).toBeGreaterThan(0.01);
  expect(summary.heldOutRows / rows.length).toBeLessThan(0.12);
  for (let index = 0; index < rows.length; index += 97) {
    const row = rows.at(index);
    for (let i = 1; i < row.tokens.length; i++) {
      const start = row.starts[i] ?? -1;
      const whole = tokenizer.tokenText(row.tokens[i] ?? -1);
      if (!/\\x[0-9A-F]{2}/.test(whole))
        expect(tokenized.text(row.document, start, row.ends[i] ?? -1)).toBe(whole);
    }
  }
});

test('is tokenized as the package tokenizes it', async () => {
  const [tokenizer, pack] = await Promise.all([openTokenizer(MODEL), packageTokenizer()]);
  const corpus = await openCorpus({ kind: 'starter' }, { starterFolder: STARTER });
  let compared = 0;
  for await (const { text } of corpus.documents(3)) {
    const { ids, problems } = tokenizer.encode(text);
    expect(problems).toEqual([]);
    expect([...ids]).toEqual(pack.encode(text, { add_special_tokens: false }).ids);
    if (++compared === 60) break;
  }
  expect(compared).toBe(60);
});
