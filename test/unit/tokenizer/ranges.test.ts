/** Properties of the ranges that hold for any text, and the rules for what Python cannot represent. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openTokenizer } from '../../../native-worker/llm/tokenizer/openTokenizer.ts';
import type { AlignedTokens } from '../../../native-worker/llm/alignedTokens.ts';

const open = (name: string) => openTokenizer(`test/fixtures/tokenizers/${name}`);
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc
    .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 60 })
    .map((units) => String.fromCharCode(...units)),
  fc.string({
    unit: fc.constantFrom('a', ' ', '\n', '\r', '\t', '\u0301', '\u{1F600}', '\uD83D', '1', '<tok>', 'word'),
    maxLength: 60,
  }),
);

function places({ starts, ends }: AlignedTokens): [number, number][] {
  return [...starts].map((start, i) => [start, ends[i] ?? NaN]);
}

describe.each(['gpt2', 'code', 'digits', 'falcon', 'qwen', 'added-tokens'])(
  'for any text, the byte-level tokenizer %s',
  async (name) => {
    const tokenizer = await open(name);

    test('covers the text from end to end, ascending and without a gap', () => {
      fc.assert(
        fc.property(anyText, (text) => {
          const encoded = tokenizer.encode(text);
          expect(encoded.problems).toEqual([]);
          let reached = 0;
          for (const [start, end] of places(encoded)) {
            expect(start).toBeLessThanOrEqual(reached);
            expect(end).toBeGreaterThanOrEqual(reached);
            expect(end).toBeGreaterThan(start);
            reached = end;
          }
          expect(reached).toBe(text.length);
        }),
        { numRuns: 300 },
      );
    });
  },
);

describe.each(['gpt2-prefix', 'llama2', 'gemma', 'metaspace-first', 'unigram', 'wordpiece', 'lowercase'])(
  'for any text, the tokenizer %s',
  async (name) => {
    const tokenizer = await open(name);

    test('gives ascending ranges inside the text and reports what it cannot place', () => {
      fc.assert(
        fc.property(anyText, (text) => {
          const encoded = tokenizer.encode(text);
          expect(encoded.problems).toEqual([]);
          let last = 0;
          for (const [start, end] of places(encoded)) {
            expect(start).toBeGreaterThanOrEqual(last);
            expect(end).toBeGreaterThanOrEqual(start);
            expect(end).toBeLessThanOrEqual(text.length);
            last = start;
          }
        }),
        { numRuns: 300 },
      );
    });
  },
);

describe('a lone surrogate', () => {
  test('is encoded as U+FFFD and keeps its one UTF-16 unit', async () => {
    const tokenizer = await open('gpt2');
    const lone = tokenizer.encode('a\uD83D b\uDE00');
    expect([...lone.ids]).toEqual([...tokenizer.encode('a\uFFFD b\uFFFD').ids]);
    expect(places(lone)).toEqual(places(tokenizer.encode('a\uFFFD b\uFFFD')));
    expect(lone.ends.at(-1)).toBe(5);
  });

  test('beside a whole pair leaves the pair whole', async () => {
    const tokenizer = await open('gpt2');
    const encoded = tokenizer.encode('\uD83D\u{1F600}\uDE00');
    expect([...new Set(places(encoded).map(([start, end]) => `${start}-${end}`))]).toEqual([
      '0-1',
      '1-3',
      '3-4',
    ]);
  });
});

test('each token of a character split over several covers the whole character', async () => {
  const tokenizer = await open('gpt2');
  expect(places(tokenizer.encode('\u{1F600}'))).toEqual([
    [0, 2],
    [0, 2],
    [0, 2],
    [0, 2],
  ]);
});

test('a composed character covers the letter and its combining mark', async () => {
  const tokenizer = await open('qwen');
  const encoded = tokenizer.encode('e\u0301');
  expect([...encoded.ids]).toEqual([...tokenizer.encode('\u00e9').ids]);
  expect(new Set(encoded.ends)).toEqual(new Set([2]));
  expect(new Set(encoded.starts)).toEqual(new Set([0]));
});

test('an added prefix space has an empty range', async () => {
  const tokenizer = await open('gpt2-prefix');
  const { ids, starts, ends } = tokenizer.encode('\u{1F600}');
  expect(tokenizer.tokenText(ids[0] ?? -1)).toBe(' ');
  expect([starts[0], ends[0]]).toEqual([0, 0]);
});

test('white space that an added token strips belongs to that token', async () => {
  const tokenizer = await open('added-tokens');
  const text = 'a  <both>\t b';
  const { ids, starts, ends } = tokenizer.encode(text);
  const at = [...ids].findIndex((id) => tokenizer.tokenText(id) === '<both>');
  expect(text.slice(starts[at], ends[at])).toBe('  <both>\t ');
});

test('cutting a long piece where no merge crosses gives the tokens of the whole piece', async () => {
  const { PieceEncoder } = await import('../../../native-worker/llm/tokenizer/pieceEncoder.ts');
  const { Tokenizer } = await import('@huggingface/tokenizers');
  const { readTokenizerJson } = await import('../../../native-worker/llm/tokenizer/tokenizerFiles.ts');
  for (const name of ['llama2', 'gemma', 'gpt2']) {
    const json = await readTokenizerJson(`test/fixtures/tokenizers/${name}`);
    const { model } = new Tokenizer(json.raw, {});
    if (model === null) throw new Error('no model');
    const piece = 'const\u2581values\u2581=\u2581the\u2581lines\u2581\u2581of\u2581it;'.repeat(60);
    const cut = new PieceEncoder(model, false).encode(piece);
    const ids = model.encode([piece]).map((token) => model.tokens_to_ids.get(token) ?? model.unk_token_id);
    expect(cut.ids).toEqual(ids);
  }
});

test('text that its tokens do not spell is reported with its range, and its tokens have no place', async () => {
  const { AlignedTokensBuilder } =
    await import('../../../native-worker/llm/tokenizer/alignedTokensBuilder.ts');
  const { alignPiece } = await import('../../../native-worker/llm/tokenizer/alignPiece.ts');
  const spelling = {
    continuingPrefix: '',
    endOfWordSuffix: '',
    byteFallback: true,
    unknownToken: null,
    fuseUnknown: false,
    wholeWordUnknown: false,
    isKnown: (token: string) => token === 'a',
  };
  expect(alignPiece('a\u00e9', ['a', '<0xC3>'], spelling)).toBeNull();
  expect(alignPiece('a\u00e9', ['a', '<0xC3>', '<0xAA>'], spelling)).toBeNull();
  expect(alignPiece('a\u00e9', ['a', '<0xC3>', '<0xA9>'], spelling)).toEqual([
    { token: 'a', from: 0, to: 1 },
    { token: '<0xC3>', from: 1, to: 2 },
    { token: '<0xA9>', from: 1, to: 2 },
  ]);

  const builder = new AlignedTokensBuilder(9);
  builder.add(7, { start: 0, end: 2 });
  builder.addUnaligned([8, 9], { start: 2, end: 4 });
  builder.add(7, { start: -1, end: -1 });
  builder.add(7, { start: 6, end: 9 });
  const { ids, starts, ends, problems } = builder.build();
  expect([...ids]).toEqual([7, 8, 9, 7, 7]);
  expect([...starts]).toEqual([0, -1, -1, -1, 6]);
  expect([...ends]).toEqual([2, -1, -1, -1, 9]);
  expect(problems.map(({ start, end }) => [start, end])).toEqual([
    [2, 4],
    [4, 6],
  ]);
});
