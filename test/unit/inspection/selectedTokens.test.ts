/** Tokenizing a stretch around the selection gives the tokens that tokenizing the whole text gives, for every kind of tokenizer. */
import { readdirSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { resolveSelection } from '../../../native-worker/inspection/resolveSelection.ts';
import { selectTokens } from '../../../native-worker/inspection/selectedTokens.ts';
import type { AlignedTokens, Tokenizer } from '../../../native-worker/llm/alignedTokens.ts';
import { openTokenizer } from '../../../native-worker/llm/tokenizer/openTokenizer.ts';

const FOLDER = 'test/fixtures/tokenizers';
const code = readFileSync('native-worker/inspection/selectedTokens.ts', 'utf8');
const prose =
  'Naïve café — 漢字かな交じり文。 👩‍👩‍👧 🙂🙃 1234567 don’t\t\ttabs   blanks\r\nand more.\n\n\n  indented\r\n\r\n';
const lines = Array.from({ length: 12 }, () => `${code}\n${prose}`).join('\n');
const texts: Record<string, string> = {
  'code and prose': lines,
  'one line without breaks': lines.replaceAll(/\s+/gu, ' '),
  'words without blanks': 'abcde漢字xyz'.repeat(2_000),
};

/** Places that depend on nothing but the text's length. */
function selections(length: number): { start: number; end: number }[] {
  return Array.from({ length: 12 }, (_, i) => {
    const start = Math.floor((length * (i * 7 + 5)) / 97);
    return { start, end: Math.min(length, start + 1 + ((i * 37) % 200)) };
  });
}

describe.each(readdirSync(FOLDER))('the tokens of a selection, with the tokenizer %s', (name) => {
  let tokenizer: Tokenizer;
  beforeAll(async () => {
    tokenizer = await openTokenizer(`${FOLDER}/${name}`);
  });

  it.each(Object.entries(texts))('are those of the whole text: %s', (_kind, text) => {
    const whole = tokenizer.encode(text);
    for (const selection of selections(text.length)) {
      const { range } = resolveSelection(text, selection);
      const selected = selectTokens(text, range, tokenizer, { contextTokens: 40, maxTokens: 1_000 });
      expect(shown(selected, selected.first, selected.last)).toEqual(overlapping(whole, range));
      const context = Math.min(selected.first, 40);
      const before = wholeBefore(whole, range, context);
      expect(shown(selected, selected.first - context, selected.first)).toEqual(before);
      expect(selected.first >= 40 || before.length === 0 || selected.starts[0] === whole.starts[0]).toBe(
        true,
      );
    }
  });
});

type Tokens = Pick<AlignedTokens, 'ids' | 'starts' | 'ends'>;
const shown = ({ ids, starts, ends }: Tokens, from: number, to: number) =>
  Array.from(ids.subarray(from, to), (id, i) => [id, starts[from + i], ends[from + i]]);

function bounds({ starts, ends }: Tokens, range: { start: number; end: number }): [number, number] {
  const first = starts.findIndex((start, i) => start >= 0 && (ends[i] ?? 0) > range.start);
  let last = first;
  starts.forEach((start, i) => {
    if (i >= first && start >= 0 && start < range.end) last = i + 1;
  });
  return [first, last];
}

function overlapping(whole: Tokens, range: { start: number; end: number }) {
  return shown(whole, ...bounds(whole, range));
}

function wholeBefore(whole: Tokens, range: { start: number; end: number }, count: number) {
  const [first] = bounds(whole, range);
  return shown(whole, Math.max(0, first - count), first);
}
