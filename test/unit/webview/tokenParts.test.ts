import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { strongestPartTexts, tokenParts, type AlignedToken } from '../../../webview/lib/tokenParts.ts';
import { isHalfLineEnd } from '../../../webview/lib/tokenText.ts';

const token = (text: string, start: number): AlignedToken => ({
  text,
  range: { start, end: start + text.length },
});
const split = ['a', '未', '未', '未', '保'].map((text, i) => token(text, [0, 1, 1, 1, 2][i] ?? 0));

describe('tokenParts', () => {
  it('shows a character once, whatever number of tokens it takes, and names their bytes', () => {
    expect(tokenParts(split)).toEqual([
      { text: 'a', part: 1, parts: 1, byte: null },
      { text: '未', part: 1, parts: 3, byte: 0xe6 },
      { text: '', part: 2, parts: 3, byte: 0x9c },
      { text: '', part: 3, parts: 3, byte: 0xaa },
      { text: '保', part: 1, parts: 1, byte: null },
    ]);
  });

  it('names no bytes where a token holds several', () => {
    expect(tokenParts([token('👨', 0), token('👨', 0)]).map(({ byte }) => byte)).toEqual([null, null]);
  });

  it('shows what a token adds beyond the character that it completes', () => {
    const shown = tokenParts([token(' 未', 0), token('未保', 1)]);
    expect(shown.map(({ text, parts }) => [text, parts])).toEqual([
      [' 未', 1],
      ['保', 1],
    ]);
  });

  it('takes equal neighbours for what they are: characters of their own', () => {
    expect(tokenParts([token('中', 0), token('中', 1)]).map(({ text }) => text)).toEqual(['中', '中']);
    const unaligned = ['中', '中'].map((text) => ({ text, range: null }));
    expect(tokenParts(unaligned).map(({ text }) => text)).toEqual(['中', '中']);
  });

  it('puts the text together again', () => {
    const characters = fc.array(
      fc.tuple(fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }), fc.integer({ min: 1, max: 4 })),
    );
    fc.assert(
      fc.property(characters, (pairs) => {
        let at = 0;
        const tokens = pairs.flatMap(([text, copies]) => {
          const range = { start: at, end: (at += text.length) };
          return Array.from({ length: copies }, () => ({ text, range }));
        });
        const text = pairs.map(([one]) => one).join('');
        expect(
          tokenParts(tokens)
            .map((part) => part.text)
            .join(''),
        ).toBe(text);
        expect(
          strongestPartTexts(
            tokens,
            tokens.map((_, i) => i % 3),
            1,
          ).join(''),
        ).toBe(text);
      }),
    );
  });
});

describe('strongestPartTexts', () => {
  it('shows a character at its strongest token, or at the peak', () => {
    expect(strongestPartTexts(split, [0, 0, 0.5, 0.9, 0], 0)).toEqual(['a', '', '', '未', '保']);
    expect(strongestPartTexts(split, [0, 0, 0.5, 0.9, 0], 2)).toEqual(['a', '', '未', '', '保']);
    expect(strongestPartTexts(split, [0, 0, 0, 0, 0], 0)).toEqual(['a', '未', '', '', '保']);
  });
});

describe('isHalfLineEnd', () => {
  it.each([
    ['\r', '\n', true],
    [';\r', '\n\n', true],
    ['\r', 'x', false],
    ['\r', undefined, false],
    ['\r\n', '\n', false],
  ])('of %j before %j is %s', (text, next, expected) => {
    expect(isHalfLineEnd(text, next)).toBe(expected);
  });
});
