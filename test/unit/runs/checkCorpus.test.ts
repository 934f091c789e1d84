import { expect, test } from 'vitest';
import { checkCorpus } from '../../../native-worker/runs/checkCorpus.ts';
import type { CorpusSummary } from '../../../protocol/corpus.ts';
import { someRequest } from './fixtures.ts';

const summary: CorpusSummary = {
  hash: 'h',
  documents: 2,
  characters: 100,
  tokens: 40,
  trainRows: 3,
  heldOutRows: 1,
  skipped: [{ path: 'a.png', reason: 'binary' }],
  duplicates: 98,
};

test('a corpus whose training share cannot fill a batch says what became of it', () => {
  expect(() => {
    checkCorpus(summary, someRequest());
  }).toThrow(
    'The corpus gives 30 tokens to train on, fewer than one batch of 32 (98 near-duplicate documents were dropped, ' +
      '1 files or rows were left out). Add text, or choose a smaller batch.',
  );
});

test('a corpus that fills a batch passes', () => {
  expect(() => {
    checkCorpus({ ...summary, tokens: 44 }, someRequest());
  }).not.toThrow();
});
