import { describe, expect, it } from 'vitest';
import { parseFeatureId } from '../../../extension/text/featureId.ts';
import { formatBytes, formatDuration, formatPercent, formatValue } from '../../../extension/text/format.ts';
import { escapeMarkdown, inlineCode, visibleToken } from '../../../extension/text/markdown.ts';
import { longProgress, shortProgress } from '../../../extension/text/runProgress.ts';
import { lineAndCharacterAt } from '../../../extension/text/sourcePosition.ts';
import { describeEstimate } from '../../../extension/text/trainingEstimate.ts';

describe('numbers in words', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1 KB'],
    [999_600, '1 MB'],
    [5_250_000, '5.25 MB'],
    [3_210_000_000, '3.21 GB'],
    [4e15, '4,000 TB'],
  ])('writes %d bytes as %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });

  it.each([
    [0.2, '0 s'],
    [59.4, '59 s'],
    [59.6, '1 min'],
    [150, '3 min'],
    [3599, '1 h'],
    [7500, '2 h 5 min'],
  ])('writes %d seconds as %s', (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text);
  });

  it('says 100 % only when all is done', () => {
    expect(formatPercent(0.9999)).toBe('99 %');
    expect(formatPercent(1)).toBe('100 %');
    expect(formatPercent(-1)).toBe('0 %');
  });

  it('keeps three digits of a value', () => {
    expect(formatValue(0.012345)).toBe('0.0123');
  });
});

describe('an estimate', () => {
  it('names time, memory and disk', () => {
    const estimate = { memoryBytes: 1.2e9, diskBytes: 4e7, seconds: 150, steps: 1800, notes: [] };
    expect(describeEstimate(estimate)).toBe('about 3 min, 1.2 GB memory, 40 MB disk');
  });

  it('says so when the time is not known', () => {
    const estimate = { memoryBytes: 1e9, diskBytes: 4e7, seconds: null, steps: 1, notes: [] };
    expect(describeEstimate(estimate)).toBe('time unknown, 1 GB memory, 40 MB disk');
  });
});

describe('progress', () => {
  const progress = {
    phase: 'train',
    fraction: 0.437,
    step: 10,
    steps: 20,
    tokens: 10_240,
    tokensPerSecond: 12_345,
    secondsLeft: 170,
  } as const;

  it('is short in the status bar and whole in the notification', () => {
    expect(shortProgress(progress)).toBe('43 % · 3 min left');
    expect(longProgress(progress)).toBe('training · 43 % · 12.3K tokens/s · 3 min left');
  });

  it('leaves out what is not known yet', () => {
    const early = { ...progress, phase: 'corpus', tokensPerSecond: null, secondsLeft: null } as const;
    expect(longProgress(early)).toBe('reading the corpus · 43 %');
  });
});

describe('a feature id', () => {
  it.each([
    ['starter/12', { run: 'starter', index: 12 }],
    [' My run / 7 ', { run: 'My run', index: 7 }],
    ['a/b/3', { run: 'a/b', index: 3 }],
  ])('reads %j', (text, id) => {
    expect(parseFeatureId(text)).toEqual(id);
  });

  it.each(['', 'starter', '/3', 'starter/', 'starter/-1', 'starter/1.5', 'starter/x'])(
    'refuses %j',
    (text) => {
      expect(parseFeatureId(text)).toBeNull();
    },
  );
});

describe('a place in a source file', () => {
  it.each([
    ['the start', 0, { line: 0, character: 0 }],
    ['the end of a line', 2, { line: 0, character: 2 }],
    ['between the two halves of a line end', 3, { line: 0, character: 3 }],
    ['after \\r\\n', 4, { line: 1, character: 0 }],
    ['after \\n', 6, { line: 2, character: 0 }],
    ['after \\r', 8, { line: 3, character: 0 }],
    ['after an emoji of two units', 10, { line: 3, character: 2 }],
    ['past the end', 99, { line: 3, character: 2 }],
  ])('finds %s', (_, offset, place) => {
    expect(lineAndCharacterAt('ab\r\nc\nd\r🙂', offset)).toEqual(place);
  });
});

describe('markdown', () => {
  it('shows text as it is', () => {
    expect(escapeMarkdown('a*b [x](y) <img>')).toBe('a\\*b \\[x\\]\\(y\\) \\<img\\>');
  });

  it('keeps backticks inside code', () => {
    expect(inlineCode('a')).toBe('`a`');
    expect(inlineCode('`a``')).toBe('``` `a`` ```');
  });

  it('makes the white space of a token visible', () => {
    expect(visibleToken(' a\r\n\t')).toBe('␣a␍⏎⇥');
  });
});
