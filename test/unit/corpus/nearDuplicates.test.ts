import { expect, test } from 'vitest';
import { NearDuplicates } from '../../../native-worker/corpus/nearDuplicates.ts';

/** `count` words of a fixed pseudo-random text; texts of different `start` share no runs of words. */
function words(start: number, count: number): string[] {
  return Array.from({ length: count }, (_, i) => `w${(Math.imul(start + i, 0x9e3779b1) >>> 8) % 5000}`);
}

test('the same words with other spacing and case are a duplicate', () => {
  const seen = new NearDuplicates();
  expect(seen.isDuplicate(words(0, 200).join(' '))).toBe(false);
  expect(seen.isDuplicate(words(0, 200).join('\n\t').toUpperCase())).toBe(true);
});

test('a text with one word in a hundred changed is a duplicate', () => {
  const seen = new NearDuplicates();
  seen.isDuplicate(words(0, 1000).join(' '));
  const changed = words(0, 1000).map((word, i) => (i % 100 === 50 ? 'changed' : word));
  expect(seen.isDuplicate(changed.join(' '))).toBe(true);
});

test('texts that share half of their words are not', () => {
  const seen = new NearDuplicates();
  seen.isDuplicate(words(0, 1000).join(' '));
  expect(seen.isDuplicate([...words(0, 500), ...words(70_000, 500)].join(' '))).toBe(false);
});

test('many different short texts are all kept', () => {
  const seen = new NearDuplicates();
  const kept = Array.from({ length: 500 }, (_, i) => seen.isDuplicate(words(i * 1000, 12).join(' ')));
  expect(kept.filter((duplicate) => duplicate)).toEqual([]);
});

test('texts shorter than a run of words are compared as they are', () => {
  const seen = new NearDuplicates();
  expect(seen.isDuplicate('one two')).toBe(false);
  expect(seen.isDuplicate('one  two')).toBe(true);
  expect(seen.isDuplicate('one three')).toBe(false);
  expect(seen.isDuplicate(' \n')).toBe(false);
});
