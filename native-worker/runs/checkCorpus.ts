/** Whether a tokenized corpus can feed a run at all; asked before the model runs over it. */
import type { CorpusSummary } from '../../protocol/corpus.ts';
import type { TrainRequest } from '../../protocol/training.ts';
import { BadCorpusError } from '../corpus/corpusErrors.ts';

/** @throws BadCorpusError with the counts, when an epoch cannot fill one batch */
export function checkCorpus(
  { tokens, trainRows, heldOutRows, ...summary }: CorpusSummary,
  { sae }: TrainRequest,
): void {
  const trainTokens = Math.round((tokens * trainRows) / Math.max(1, trainRows + heldOutRows));
  if (trainTokens >= sae.batchTokens) return;
  const left = [
    ...(summary.duplicates > 0 ? [`${summary.duplicates} near-duplicate documents were dropped`] : []),
    ...(summary.skipped.length > 0 ? [`${summary.skipped.length} files or rows were left out`] : []),
  ];
  throw new BadCorpusError(
    `The corpus gives ${trainTokens} tokens to train on, fewer than one batch of ${sae.batchTokens}` +
      `${left.length > 0 ? ` (${left.join(', ')})` : ''}. Add text, or choose a smaller batch.`,
  );
}
