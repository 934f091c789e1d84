/** Evaluates a run and keeps the result; what the engine's process for it does. */
import type { TaskFunction } from '../experiments/task.ts';
import { threadBudget } from '../threadBudget.ts';
import { DEFAULT_SPLICE_TOKENS, evaluateSplice } from './evaluateSplice.ts';
import { writeEvaluation } from './evaluationFile.ts';
import type { SpliceTaskInput } from './spliceTask.ts';

/** The engine's budget counts, not the one thread that tasks of a pool get. @throws what evaluateSplice throws */
export const evaluateRun: TaskFunction<SpliceTaskInput, null> = async (
  { folder, file, tokens },
  { signal, progress },
) => {
  const threads = threadBudget();
  const budget = threads === undefined ? {} : { threads };
  const evaluation = await evaluateSplice({
    subject: { folder, ...budget },
    corpus: null,
    tokens: tokens ?? DEFAULT_SPLICE_TOKENS,
    seed: 1,
    ...budget,
    signal,
    onProgress: (done, total) => {
      progress(done / total);
    },
  });
  writeEvaluation(file, evaluation);
  return null;
};
