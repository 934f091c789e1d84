/** A finished run's training activations once more, a sample of them: for what is fitted after the run, such as merged twins. */
import { harvestTogether, outlierFactor } from '../activations/harvest.ts';
import type { TokenizedCorpus } from '../corpus/tokenRows.ts';
import type { TokenRow } from '../corpus/tokenRow.ts';
import { openTokenizer } from '../llm/tokenizer/openTokenizer.ts';
import { threadBudget } from '../threadBudget.ts';
import { BadRunFileError, type RunFile } from './runFile.ts';
import { replayed } from './replayed.ts';
import { checkedModel, tokenizedCorpus } from './runParts.ts';

export interface RunSampleOptions {
  run: RunFile;
  /** Where the run's model lies on this machine. */
  modelFolder: string;
  /** Tokens at most. */
  tokens: number;
  signal: AbortSignal;
}

/**
 * Raw activations of tokens spread evenly over the training rows, shape [tokens, dIn], masked as they were in training.
 * @throws BadRunFileError when the model or the corpus is not what the run began with, or the run never got as far as training
 */
export async function runSample({
  run,
  modelFolder,
  tokens,
  signal,
}: RunSampleOptions): Promise<Float32Array> {
  if (run.choices === null) {
    throw new BadRunFileError(
      `The run "${run.id}" has not read any activations yet. Let it train to its end first.`,
    );
  }
  const { rowsPerBatch, medianNorm } = run.choices;
  const request = { ...run.request, modelFolder };
  const model = await checkedModel({ request, run });
  const tokenizer = await openTokenizer(modelFolder);
  const corpus = await tokenizedCorpus({ request, run }, tokenizer, signal);
  const threads = run.choices.threads ?? threadBudget();
  const reader = await model.openReader(request.hookPoint, {
    device: replayed(run.devices?.llm.chosen) ?? request.llmDevice,
    ...(threads === undefined ? {} : { threads }),
  });
  try {
    const rows = spreadRows(corpus, Math.ceil(tokens / Math.max(1, request.contextSize - 1)));
    const masks = { rowsPerBatch, outlierNorm: outlierFactor * medianNorm, signal };
    return (await harvestTogether(reader, rows, masks, tokens)).activations;
  } finally {
    await reader.dispose();
  }
}

/** A tenth more rows than asked for, at even distances: some positions are masked. */
function spreadRows({ rows }: TokenizedCorpus, count: number): TokenRow[] {
  const indices = rows.indices('train');
  const wanted = Math.min(indices.length, Math.ceil(1.1 * count));
  return Array.from({ length: wanted }, (_, i) =>
    rows.at(indices[Math.floor((i * indices.length) / wanted)] ?? 0),
  );
}
