import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { splitDocuments } from '../../../native-worker/corpus/splitDocuments.ts';

const hash = (i: number): string => createHash('sha256').update(String(i)).digest('hex');

test('about one document in twenty is held out, and each stays on its side whatever else is there', () => {
  const hashes = Array.from({ length: 4000 }, (_, i) => hash(i));
  const { splits, note } = splitDocuments(hashes);
  const held = splits.filter((split) => split === 'heldOut').length;
  expect(held).toBeGreaterThan(150);
  expect(held).toBeLessThan(250);
  expect(note).toBeNull();
  expect(splitDocuments(hashes.slice(0, 1000)).splits).toEqual(splits.slice(0, 1000));
});

test('where the threshold leaves a side empty, the lowest hash is held out and the note says so', () => {
  const { splits, note } = splitDocuments(['f0', 'e0', 'ff'].map((start) => start.padEnd(64, '0')));
  expect(splits).toEqual(['train', 'heldOut', 'train']);
  expect(note).toContain('3 documents');
  expect(splitDocuments(['00', '01'].map((start) => start.padEnd(64, '0'))).splits).toEqual([
    'heldOut',
    'train',
  ]);
});

test('a single document is training text', () => {
  expect(splitDocuments([hash(1)]).splits).toEqual(['train']);
});
