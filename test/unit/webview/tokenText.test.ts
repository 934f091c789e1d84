import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { tokenLabel, tokenPieces } from '../../../webview/lib/tokenText.ts';

describe('tokenPieces', () => {
  it.each([
    [' import', '·import'],
    ['\n', '↵'],
    ['\r\n', '↵'],
    ['\t\t', '→→'],
    ['    ', '····'],
    ['\r', '\\r'],
    ['', '""'],
    ['\u0000', '\\0'],
    ['\u001b', '\\x1B'],
    ['\u200b', 'ZWSP'],
    ['\u200d', 'ZWJ'],
    ['\ufe0f', 'VS16'],
    ['\u2066', 'U+2066'],
    ['\ufeffx', 'BOMx'],
    ['\u0301', '◌\u0301'],
    ['e\u0301', 'e\u0301'],
    ['❤\ufe0f', '❤\ufe0f'],
    ['\ud83d', 'U+D83D'],
    ['<0xE2>', '<0xE2>'],
    ['👩‍🔬', '👩‍🔬'],
    ['漢字', '漢字'],
  ])('shows %j as %s on its own', (token, label) => {
    expect(tokenLabel(token)).toBe(label);
  });

  it('leaves single spaces within a line as they are, but marks a token of nothing but spaces', () => {
    expect(tokenPieces(' from', 'context')).toEqual([{ kind: 'text', text: ' from' }]);
    expect(tokenPieces('  ', 'context')).toEqual([{ kind: 'mark', text: '··' }]);
  });

  it('tells line ends apart from other marks, so that a view can break there', () => {
    expect(tokenPieces(';\n\n', 'context').map((piece) => piece.kind)).toEqual([
      'text',
      'newline',
      'newline',
    ]);
  });

  it('loses no visible character, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii', minLength: 1 }), (text) => {
        expect(tokenLabel(text)).toBe(text.replaceAll(' ', '·'));
      }),
    );
  });

  it('ends on any string of code units', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(0xffff), { minLength: 1 }), (units) => {
        expect(tokenPieces(String.fromCharCode(...units), 'chip').length).toBeGreaterThan(0);
      }),
    );
  });
});
