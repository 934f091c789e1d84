/** What opening a tokenizer reads from its files, and how it refuses bad ones. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openTokenizer } from '../../../native-worker/llm/tokenizer/openTokenizer.ts';
import {
  BadTokenizerError,
  TokenizerNotFoundError,
  UnsupportedTokenizerError,
} from '../../../native-worker/llm/tokenizer/tokenizerErrors.ts';
import { readableBytes } from '../../../native-worker/llm/tokenizer/tokenText.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tokenizer-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

const BASE = {
  added_tokens: [{ id: 3, content: '<s>', special: true }],
  normalizer: null,
  pre_tokenizer: { type: 'Whitespace' },
  model: { type: 'BPE', vocab: { a: 0, b: 1, ab: 2 }, merges: ['a b'], unk_token: null },
};

async function write(files: Record<string, unknown>): Promise<void> {
  for (const [name, content] of Object.entries(files))
    await writeFile(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
}

describe('special ids', () => {
  test('come from tokenizer_config.json, as text or as a token object', async () => {
    await write({
      'tokenizer.json': BASE,
      'tokenizer_config.json': { bos_token: '<s>', eos_token: { content: 'ab' } },
    });
    const tokenizer = await openTokenizer(folder);
    expect([tokenizer.bosId, tokenizer.eosId, tokenizer.padId]).toEqual([3, 2, null]);
    expect(tokenizer.vocabularySize).toBe(4);
  });

  test('come from config.json where tokenizer_config.json says nothing', async () => {
    await write({ 'tokenizer.json': BASE, 'config.json': { bos_token_id: 3, eos_token_id: [2, 1] } });
    const tokenizer = await openTokenizer(folder);
    expect([tokenizer.bosId, tokenizer.eosId]).toEqual([3, 2]);
  });

  test('stay null where tokenizer_config.json says null, whatever config.json has', async () => {
    await write({
      'tokenizer.json': BASE,
      'tokenizer_config.json': { bos_token: null },
      'config.json': { bos_token_id: 3 },
    });
    expect((await openTokenizer(folder)).bosId).toBeNull();
  });

  test('of a token outside the vocabulary are null, with a warning that names it', async () => {
    await write({ 'tokenizer.json': BASE, 'tokenizer_config.json': { pad_token: '[PAD]' } });
    const tokenizer = await openTokenizer(folder);
    expect(tokenizer.padId).toBeNull();
    expect(tokenizer.warnings.join()).toContain('[PAD]');
  });
});

describe('a tokenizer is refused', () => {
  test('when there is none, with how to save one', async () => {
    await expect(openTokenizer(folder)).rejects.toThrow(TokenizerNotFoundError);
    await expect(openTokenizer(folder)).rejects.toThrow(/save_pretrained/);
  });

  test.each([
    ['is not JSON', '{ "model": ', BadTokenizerError, /not JSON/],
    ['has no model', { ...BASE, model: undefined }, BadTokenizerError, /"model"/],
    [
      'has a token without an id',
      { ...BASE, added_tokens: [{ content: 'x' }] },
      BadTokenizerError,
      /added_tokens/,
    ],
    [
      'asks for an unknown normaliser inside a sequence',
      { ...BASE, normalizer: { type: 'Sequence', normalizers: [{ type: 'Nmt' }] } },
      UnsupportedTokenizerError,
      /normaliser "Nmt".*NFC/,
    ],
    [
      'has a pattern that JavaScript cannot run',
      {
        ...BASE,
        pre_tokenizer: { type: 'Split', pattern: { Regex: '(?<a' }, behavior: 'Isolated', invert: false },
      },
      UnsupportedTokenizerError,
      /"\(\?<a"|\(\?<a/,
    ],
    [
      'asks for an unknown pre-tokenizer',
      { ...BASE, pre_tokenizer: { type: 'UnicodeScripts' } },
      UnsupportedTokenizerError,
      /UnicodeScripts/,
    ],
    [
      'has a model of words alone',
      { ...BASE, model: { type: 'WordLevel', vocab: { a: 0 }, unk_token: 'a' } },
      UnsupportedTokenizerError,
      /BPE, Unigram, WordPiece/,
    ],
  ])('when its file %s', async (_, content, errorClass, message) => {
    await write({ 'tokenizer.json': content });
    await expect(openTokenizer(folder)).rejects.toThrow(errorClass);
    await expect(openTokenizer(folder)).rejects.toThrow(message);
  });
});

test('characters that the model drops belong to no token, and the rest keep their places', async () => {
  await write({ 'tokenizer.json': BASE });
  const { ids, starts, ends, problems } = (await openTokenizer(folder)).encode('abxa');
  expect([[...ids], [...starts], [...ends], problems]).toEqual([[2, 0], [0, 3], [2, 4], []]);
});

describe('the text of a token', () => {
  test('reads byte-level pieces as characters, and bytes that are no character as hexadecimal', () => {
    expect(readableBytes(Uint8Array.of(0x20, 0xe2, 0x82, 0xac, 0xe2, 0x82, 0x41, 0xff))).toBe(
      ' \u20ac\\xE2\\x82A\\xFF',
    );
  });

  test('reads the marker of a Metaspace tokenizer as a space and a byte token as its byte', async () => {
    const tokenizer = await openTokenizer('test/fixtures/tokenizers/llama2');
    const texts = [...tokenizer.encode('the \u{1F600}').ids].map((id) => tokenizer.tokenText(id));
    expect(texts.at(0)).toMatch(/^ t/);
    expect(texts.slice(-4)).toEqual(['\\xF0', '\\x9F', '\\x98', '\\x80']);
  });

  test('of an id beyond the vocabulary says so', async () => {
    const tokenizer = await openTokenizer('test/fixtures/tokenizers/gpt2');
    expect(tokenizer.tokenText(99_999)).toBe('<unused 99999>');
  });
});
