/** Text from tokens: what was encoded comes back, byte by byte, through the stream that generation uses. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { TextStream } from '../../../native-worker/llm/generate/textStream.ts';
import { openTokenizer } from '../../../native-worker/llm/tokenizer/openTokenizer.ts';

const root = 'test/fixtures/tokenizers';
const rows = z.array(z.object({ text: z.string(), ids: z.array(z.int()) }));

const file = z.object({ added_tokens: z.array(z.object({ id: z.int() })).default([]) });
const isWellFormed = (text: string): boolean => Buffer.from(text, 'utf8').toString('utf8') === text;

/** Those whose normalisers lose nothing but an added space. */
describe.each(['gpt2', 'gpt2-prefix', 'qwen', 'falcon', 'llama2', 'gemma', 'metaspace-never', 'code'])(
  'the tokenizer %s',
  async (name) => {
    const tokenizer = await openTokenizer(path.join(root, name));
    const golden = rows.parse(JSON.parse(readFileSync(path.join(root, name, 'golden.json'), 'utf8')));
    const { added_tokens: added } = file.parse(
      JSON.parse(readFileSync(path.join(root, name, 'tokenizer.json'), 'utf8')),
    );
    const special = new Set(added.map(({ id }) => id));

    test('gives back what it encoded', () => {
      let whole = 0;
      for (const { text, ids } of golden) {
        // What a normaliser composes, what stands for a special token, and the sign for a space itself cannot come back.
        const isLossless = text === text.normalize('NFC') && isWellFormed(text) && !text.includes('\u2581');
        if (!isLossless || ids.some((id) => special.has(id))) continue;
        const stream = new TextStream([]);
        const written = ids.map((id) => stream.add(tokenizer.tokenBytes(id))).join('') + stream.end();
        expect(written.trimStart()).toBe(text.trimStart());
        whole += 1;
      }
      expect(whole).toBeGreaterThan(20);
    });

    test('adds nothing for special tokens and for ids that stand for nothing', () => {
      expect(tokenizer.tokenBytes(tokenizer.vocabularySize + 7)).toHaveLength(0);
      if (tokenizer.eosId !== null) expect(tokenizer.tokenBytes(tokenizer.eosId)).toHaveLength(0);
    });
  },
);
