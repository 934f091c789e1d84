import { describe, expect, it } from 'vitest';
import type { FeatureRow } from '../../../protocol/feature.ts';
import type { InspectRequest, InspectResult } from '../../../protocol/inspection.ts';
import {
  ContextTooSmallError,
  InvalidSelectionError,
  NonFiniteOutputError,
} from '../../../native-worker/inspection/errors.ts';
import { inspectText } from '../../../native-worker/inspection/inspectText.ts';
import type { FeatureLookup } from '../../../native-worker/inspection/rankFeatures.ts';
import { encodeById, LocalReader, VOCABULARY, wordTokenizer } from './fakeModel.ts';

const names = { modelName: 'fake', hookPoint: 'blocks.0.hook_mlp_out', runId: 'run' };

const rowOf = (index: number): FeatureRow => ({
  index,
  group: 0,
  density: 0.1,
  targetFrequency: 0.1,
  maxActivation: 10,
  meanActivation: 1,
  threshold: 0,
  clusterSize: 1,
  topTokens: [],
  label: null,
  pinned: false,
});

interface Setting {
  contextSize?: number;
  tokenizer?: ReturnType<typeof wordTokenizer>;
  reader?: LocalReader;
  maxActivation?: (feature: number) => number;
  outlierNorm?: number;
  withSae?: boolean;
}

function inspect(request: InspectRequest, setting: Setting = {}): Promise<InspectResult> {
  const features: FeatureLookup = { maxActivation: setting.maxActivation ?? (() => 10), row: rowOf };
  const sae = { encode: encodeById, outlierNorm: setting.outlierNorm ?? Infinity };
  const model = {
    tokenizer: setting.tokenizer ?? wordTokenizer(),
    reader: setting.reader ?? new LocalReader(),
    contextSize: setting.contextSize ?? 16,
  };
  return inspectText(request, names, model, setting.withSae === false ? null : { sae, features });
}

/** Words that never repeat within 23, over several lines. */
const words = Array.from(
  { length: 3000 },
  (_, i) => `w${String.fromCharCode(97 + (i % 23))}${i % 17 === 0 ? '\n' : ' '}`,
);
const longText = words.join('');

describe('inspecting a selection', () => {
  const text = 'alpha beta\ngamma delta epsilon';

  it('gives the selected tokens with their ranges in the text, and what went before as context', async () => {
    const selection = { start: 16, end: 22 };
    const result = await inspect({ text, selection });
    expect(text.slice(16, 22)).toBe(' delta');
    expect(result).toMatchObject({
      modelName: 'fake',
      hookPoint: 'blocks.0.hook_mlp_out',
      runId: 'run',
      contextTokens: 4,
      warnings: [],
    });
    expect(result.tokens.map(({ text: shown, range }) => [shown, range])).toEqual([[' delta', selection]]);
  });

  it('takes in tokens that reach over an edge of the selection', async () => {
    const result = await inspect({ text, selection: { start: 18, end: 24 } });
    expect(result.tokens.map((token) => token.text)).toEqual([' delta', ' epsilon']);
  });

  it('takes all of the text without a selection', async () => {
    const result = await inspect({ text });
    expect(result.tokens.map((token) => token.text).join('')).toBe(text);
    expect(result.contextTokens).toBe(0);
  });

  it('takes the line of the cursor when nothing is selected', async () => {
    const result = await inspect({ text, selection: { start: 13, end: 13 } });
    expect(result.tokens.map((token) => token.text)).toEqual(['gamma', ' delta', ' epsilon']);
  });

  it('keeps UTF-16 ranges over emoji, CJK and CRLF', async () => {
    const mixed = 'a 🙂\r\n漢字 b';
    const result = await inspect({ text: mixed, selection: { start: 2, end: 8 } });
    for (const token of result.tokens)
      expect(mixed.slice(token.range?.start, token.range?.end)).toBe(token.text);
    const emoji = result.tokens.filter((token) => token.text === '🙂');
    expect(emoji.map((token) => token.range)).toEqual([
      { start: 2, end: 4 },
      { start: 2, end: 4 },
    ]);
    expect(result.tokens.at(-1)?.text).toBe('漢字');
  });
});

describe('the numbers of a token', () => {
  it('are those of the model at its position', async () => {
    const tokenizer = wordTokenizer();
    const { tokens } = await inspect({ text: 'one two three' }, { tokenizer });
    const [first, second, third] = tokens;
    expect([first?.id, second?.id, third?.id]).toEqual([0, 1, 2]);
    // The activation of " three" is [2, 0 + 1 + 2, 1, -0.5].
    expect(third?.norm).toBeCloseTo(Math.sqrt(4 + 9 + 1 + 0.25), 6);
    expect(third?.dimensions).toEqual([
      { index: 1, value: 3 },
      { index: 0, value: 2 },
      { index: 2, value: 1 },
      { index: 3, value: -0.5 },
    ]);
    const logits = Array.from({ length: VOCABULARY }, (_, id) => ((1 * 7 + 0 + id * 13) % 31) / 4);
    const total = logits.reduce((sum, logit) => sum + Math.exp(logit), 0);
    expect(third?.loss).toBeCloseTo(-Math.log(Math.exp(logits[2] ?? 0) / total), 6);
    const best = logits.indexOf(Math.max(...logits));
    expect(second?.predictions).toHaveLength(5);
    expect(second?.predictions[0]).toMatchObject({ id: best, text: tokenizer.tokenText(best) });
    expect(second?.predictions[0]?.probability).toBeCloseTo(Math.exp(logits[best] ?? 0) / total, 6);
  });

  it('have a loss for the first token after BOS, and none where nothing stands before it', async () => {
    const withBos = await inspect({ text: 'one two' });
    expect(withBos.tokens[0]).toMatchObject({ masked: false, maskReason: null });
    expect(withBos.tokens[0]?.loss).toBeGreaterThan(0);
    const without = await inspect({ text: 'one two' }, { tokenizer: wordTokenizer(null) });
    expect(without.tokens[0]).toMatchObject({ loss: null, masked: true, maskReason: 'first position' });
    expect(without.tokens[1]).toMatchObject({ masked: false, maskReason: null });
  });

  it('mark outlier norms as masked and give them no features', async () => {
    const { tokens, features } = await inspect({ text: 'a b c d e' }, { outlierNorm: 5 });
    expect(tokens.map((token) => token.maskReason)).toEqual([
      null,
      null,
      null,
      'outlier norm',
      'outlier norm',
    ]);
    expect(features.map(({ row }) => row.index).sort()).toEqual([0, 1, 2]);
  });
});

describe('the features of a selection', () => {
  it('are ranked by their max relative to the corpus, with z on each token', async () => {
    const maxActivation = (feature: number) => [100, 1, 0][feature] ?? 10;
    const { features, activeFeatures } = await inspect({ text: 'a b c a' }, { maxActivation });
    // ids 0 1 2 3 (" a" is not "a"); z = 0, 1, 3, 6; relative 0, 1, 1 (never active on its corpus), 0.6.
    expect(activeFeatures).toBe(4);
    expect(features.map(({ row, max }) => [row.index, max])).toEqual([
      [2, 3],
      [1, 1],
      [3, 6],
      [0, 0],
    ]);
    expect(features[0]?.activations).toEqual([0, 0, 3, 0]);
  });

  it('are cut at the limit, and counted before it', async () => {
    const { features, activeFeatures } = await inspect({ text: 'a b c d', limit: 2 });
    expect([features.length, activeFeatures]).toEqual([2, 4]);
  });

  it('are none without an SAE', async () => {
    const result = await inspect({ text: 'a b' }, { withSae: false });
    expect(result.features).toEqual([]);
    expect(result.tokens[1]?.norm).toBeGreaterThan(0);
  });
});

describe('a long selection', () => {
  it('gives every token what one long pass gives it', async () => {
    const tokenizer = wordTokenizer();
    const wide = await inspect(
      { text: longText, selection: { start: 3000, end: 3600 } },
      { contextSize: 4000, tokenizer },
    );
    for (const contextSize of [7, 16, 33]) {
      const reader = new LocalReader(3);
      const cut = await inspect(
        { text: longText, selection: { start: 3000, end: 3600 } },
        { contextSize, reader, tokenizer },
      );
      const numbers = ({ tokens }: InspectResult) =>
        tokens.map(({ range, loss, norm, text }) => ({ range, loss, norm, text }));
      expect(numbers(cut)).toEqual(numbers(wide));
      expect(cut.features.map(({ max, activations }) => [max, activations])).toEqual(
        wide.features.map(({ max, activations }) => [max, activations]),
      );
      expect(Math.max(...reader.lengths)).toBe(contextSize);
    }
  });

  it('is run with at least half a context before each token', async () => {
    for (const start of [2500, 5000]) {
      const { contextTokens } = await inspect(
        { text: longText, selection: { start, end: start + 400 } },
        { contextSize: 32 },
      );
      expect(contextTokens).toBeGreaterThanOrEqual(15);
    }
  });

  it('is cut at 4,096 tokens, and says so', async () => {
    const digits = '7'.repeat(5000);
    const { tokens, warnings } = await inspect({ text: digits }, { contextSize: 512, withSae: false });
    expect(tokens).toHaveLength(4096);
    expect(warnings).toEqual(['The selection has 5000 tokens; the first 4096 were inspected.']);
  });
});

describe('a large text', () => {
  const megabyte = 'lorem ipsum\n'.repeat(100_000);

  it('is tokenized around the selection only', async () => {
    const tokenizer = wordTokenizer();
    const selection = { start: 900_001, end: 900_040 };
    const result = await inspect({ text: megabyte, selection }, { tokenizer, contextSize: 64 });
    expect(result.tokens.map((token) => token.text).join('')).toContain(
      megabyte.slice(selection.start, selection.end),
    );
    expect(tokenizer.encoded).toBeLessThan(10_000);
  });

  it('is cut at 65,536 characters without a selection, and says so', async () => {
    const blanks = ' '.repeat(2_000_000);
    const { warnings } = await inspect({ text: blanks });
    expect(warnings).toEqual(['The selection has 2000000 characters; the first 65536 were inspected.']);
  });

  it('needs no line breaks', async () => {
    const minified = 'ab '.repeat(100_000);
    const result = await inspect(
      { text: minified, selection: { start: 200_000, end: 200_002 } },
      { contextSize: 32 },
    );
    expect(result.tokens.map((token) => token.text)).toEqual([' ab']);
    expect(result.contextTokens).toBe(30);
  });
});

describe('text with nothing to inspect', () => {
  it.each<[string, InspectRequest, RegExp]>([
    ['an empty text', { text: '' }, /The text is empty/],
    ['an empty line', { text: 'a\n\nb', selection: { start: 2, end: 2 } }, /the line is empty/],
  ])('%s gives no tokens and says why', async (_name, request, warning) => {
    const reader = new LocalReader();
    const result = await inspect(request, { reader });
    expect(result.tokens).toEqual([]);
    expect(result.features).toEqual([]);
    expect(result.warnings).toHaveLength(1);
    expect(result.warnings[0]).toMatch(warning);
    expect(reader.lengths).toEqual([]);
  });

  it('does not take blanks for nothing', async () => {
    const result = await inspect({ text: ' \n\t ' });
    expect(result.tokens.map((token) => token.text).join('')).toBe(' \n\t ');
  });

  it('names characters that could not be aligned, where they stand in the text', async () => {
    const before = 'some words\n'.repeat(400);
    const text = `${before}x \uFFFD y`;
    const result = await inspect({ text, selection: { start: before.length, end: text.length } });
    expect(result.warnings).toEqual([
      `Characters ${before.length + 2} to ${before.length + 3} ("\uFFFD") could not be aligned with tokens: it is no character`,
    ]);
  });
});

describe('bad requests and bad models', () => {
  it.each([
    { start: -1, end: 2 },
    { start: 2, end: 1 },
    { start: 0, end: 99 },
    { start: 0.5, end: 2 },
  ])('refuse the selection %j', async (selection) => {
    await expect(inspect({ text: 'abc', selection })).rejects.toThrow(InvalidSelectionError);
  });

  it('refuse a context without room', async () => {
    await expect(inspect({ text: 'abc' }, { contextSize: 2 })).rejects.toThrow(ContextTooSmallError);
  });

  it('name what is not finite', async () => {
    const reader = new LocalReader();
    const read = reader.read.bind(reader);
    reader.read = async (tokens) => {
      const output = await read(tokens);
      output.logits.fill(NaN, VOCABULARY, VOCABULARY + 1);
      return output;
    };
    await expect(inspect({ text: 'a b' }, { reader })).rejects.toThrow(NonFiniteOutputError);
  });
});
