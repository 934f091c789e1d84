import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TextStream } from '../../../../native-worker/llm/generate/textStream.ts';

const utf8 = new TextEncoder();

/** What comes out for each piece, and at the end. */
function stream(pieces: readonly Uint8Array[], stops: readonly string[] = []): string[] {
  const text = new TextStream(stops);
  return [...pieces.map((piece) => text.add(piece)), text.end()];
}

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);

describe('text from tokens', () => {
  test('a character split over tokens comes when it is whole', () => {
    expect(stream([bytes(0x61, 0xe2), bytes(0x82), bytes(0xac, 0x62)])).toEqual(['a', '', '€b', '']);
  });

  test('a character outside the basic plane never comes as half a surrogate pair', () => {
    const pieces = [...utf8.encode('😀!')].map((byte) => bytes(byte));
    expect(stream(pieces)).toEqual(['', '', '', '😀', '!', '']);
  });

  test('half a character at the very end is left out, and bytes that are no UTF-8 are marked', () => {
    expect(stream([bytes(0x61, 0xe2, 0x82)]).join('')).toBe('a');
    expect(stream([bytes(0xff, 0x61)]).join('')).toBe('\uFFFDa');
  });

  test('a byte order mark is text like any other', () => {
    expect(stream([utf8.encode('\uFEFFa')]).join('')).toBe('\uFEFFa');
  });

  test('what may begin a stop string waits, and comes when it does not', () => {
    const pieces = ['one\n', '\ntwo', '\n', 'three'].map((piece) => utf8.encode(piece));
    expect(stream(pieces, ['\n\n\n'])).toEqual(['one', '\n\ntwo', '', '\nthree', '']);
  });

  test('the text ends before the first stop string, and nothing comes after it', () => {
    const text = new TextStream(['END', 'stop']);
    expect(text.add(utf8.encode('go st'))).toBe('go ');
    expect(text.isStopped).toBe(false);
    expect(text.add(utf8.encode('op END more'))).toBe('');
    expect(text.isStopped).toBe(true);
    expect(text.add(utf8.encode('more'))).toBe('');
    expect(text.end()).toBe('');
  });

  test('what waits at the end is text', () => {
    expect(stream([utf8.encode('a sto')], ['stop'])).toEqual(['a ', 'sto']);
  });

  test('any text cut anywhere comes out whole, up to its first stop string', () => {
    const cuts = fc.array(fc.nat(60), { maxLength: 12 });
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), cuts, fc.constantFrom('', 'a', 'ab'), (text, at, stop) => {
        const all = utf8.encode(text);
        const edges = [0, ...at.filter((cut) => cut < all.length).sort((p, q) => p - q), all.length];
        const pieces = edges.slice(1).map((end, i) => all.slice(edges[i], end));
        const expected = stop === '' ? text : (text.split(stop)[0] ?? '');
        expect(stream(pieces, [stop]).join('')).toBe(expected);
      }),
    );
  });
});
