/** `monosema evaluate --splice`: what an SAE costs its language model. The result of a run is kept with the run. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { SpliceEvaluation } from '../../../protocol/evaluation.ts';
import { placeForEvaluation, writeEvaluation } from '../../spliceEvaluation/evaluationFile.ts';
import { spliceReport } from '../../spliceEvaluation/spliceReport.ts';
import { threadBudget } from '../../threadBudget.ts';
import { UsageError, type ExitCode } from '../exitCodes.ts';
import { countFlag, numberFlag, textFlag, type Flags } from '../flags.ts';
import { runExperiment } from '../runExperiment.ts';
import type { Session } from '../session.ts';
import { corpusFrom } from './train.ts';

/** As evaluateSplice.ts, which loads onnxruntime. */
const LEAST_TOKENS = 1000;
const DEFAULT_TOKENS = 50_000;

export interface SpliceTarget {
  /** A run folder, or a folder with cfg.json. */
  folder: string;
  command: string;
}

export async function evaluateSpliceOf(
  session: Session,
  flags: Flags,
  { folder, command }: SpliceTarget,
): Promise<ExitCode> {
  const tokens = numberFlag(flags, 'tokens') ?? DEFAULT_TOKENS;
  if (!Number.isSafeInteger(tokens) || tokens < LEAST_TOKENS)
    throw new UsageError(`--tokens is ${tokens}; give a whole number of at least ${LEAST_TOKENS}.`);
  const seed = countFlag(flags, 'seed') ?? 1;
  const model = textFlag(flags, 'model');
  const hook = textFlag(flags, 'hook');
  const threads = threadBudget();
  const budget = threads === undefined ? {} : { threads };
  const name = path.basename(folder);
  const found: SpliceEvaluation[] = [];
  const code = await runExperiment(session, flags, 'splice', command, async ({ signal, onProgress }) => {
    // onnxruntime is loaded here and not with the program: the other commands do without it in this process.
    const { evaluateSplice } = await import('../../spliceEvaluation/evaluateSplice.ts');
    const evaluation = await evaluateSplice({
      subject: {
        folder,
        ...(model === undefined ? {} : { model: path.resolve(model) }),
        ...(hook === undefined ? {} : { hook }),
        ...budget,
      },
      corpus: flags['corpus'] === undefined ? null : corpusFrom(flags),
      tokens,
      seed,
      ...budget,
      signal,
      onProgress,
    });
    found.push(evaluation);
    return spliceReport(evaluation, { name, command, seed });
  });
  for (const evaluation of found) await keepWithRun(session, folder, evaluation);
  return code;
}

/** Where the folder is that of a known run; any other is left as it is. */
async function keepWithRun(session: Session, folder: string, evaluation: SpliceEvaluation): Promise<void> {
  if (!existsSync(path.join(folder, 'run.json'))) return;
  const runs = await session.request('runs/list', null);
  const run = runs.find((candidate) => path.resolve(candidate.folder) === path.resolve(folder));
  if (run === undefined) return;
  const file = placeForEvaluation(run, session.setup.storage.root);
  writeEvaluation(file, evaluation);
  session.terminal.say(`Kept with the run: ${file}`);
}
