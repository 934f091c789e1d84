/** The same recipe on a model with re-initialised weights: an ordinary run, made once and found again by its name and request. */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { RunSummary } from '../../../protocol/run.ts';
import type { TrainRequest } from '../../../protocol/training.ts';
import { EngineError } from '../../../link/engineError.ts';
import { makeReinitialisedModel } from '../../monosemanticity/reinitialised/reinitialisedModel.ts';
import { readRunFile } from '../../runs/runFile.ts';
import { runPaths } from '../../runs/runFolder.ts';
import { modelFolderNames } from '../../starterMedia.ts';
import { UsageError } from '../exitCodes.ts';
import type { Session } from '../session.ts';
import { watchRun } from '../watchRun.ts';

const SEED = 1;

/**
 * @param folder of the run whose recipe is to be repeated
 * @returns the folder of the finished run on the re-initialised model
 * @throws UsageError for an SAE without a run; EngineError when the run does not finish
 */
export async function reinitialisedRun(session: Session, folder: string): Promise<string> {
  const base = path.basename(folder) === 'sae' ? path.dirname(folder) : folder;
  let run;
  try {
    run = readRunFile(runPaths(base).runFile);
  } catch (cause) {
    throw new UsageError(
      `--train-reinitialised repeats the recipe of a run, and ${folder} is none (${cause instanceof Error ? cause.message : String(cause)}).`,
    );
  }
  if (run.imported !== undefined)
    throw new UsageError(
      `--train-reinitialised repeats the recipe of a run, and the SAE of "${run.id}" was made elsewhere. Leave the flag out.`,
    );
  const models = path.join(session.setup.storage.root, 'reinitialised');
  mkdirSync(models, { recursive: true });
  const modelFolder = path.join(
    models,
    `${run.model.name.replace(/[^\w.-]/gu, '-')}-${run.model.hash.slice(0, 12)}`,
  );
  await makeReinitialisedModel(modelFolderNames.resolve(run.request.modelFolder), modelFolder, SEED);
  const request: TrainRequest = { ...run.request, modelFolder, name: `${run.name} reinitialised` };
  const before = await existing(session, request);
  if (before?.status === 'finished') return before.folder;
  const start = () =>
    before === null
      ? session.request('training/start', request)
      : session.request('runs/resume', { runId: before.id });
  const { run: finished } = await watchRun(session, start);
  if (finished.status === 'finished') return finished.folder;
  throw new EngineError(
    'internal',
    `The run on the re-initialised model is ${finished.status}${finished.problem === null ? '' : `: ${finished.problem}`}. The same command goes on with it.`,
  );
}

/** A run of the same request, unless it failed. */
async function existing(session: Session, request: TrainRequest): Promise<RunSummary | null> {
  const runs = await session.request('runs/list', null);
  const wanted = JSON.stringify({ ...request, modelFolder: path.resolve(request.modelFolder) });
  return (
    runs.find(
      (run) =>
        run.status !== 'failed' &&
        JSON.stringify({ ...run.request, modelFolder: path.resolve(run.request.modelFolder) }) === wanted,
    ) ?? null
  );
}
