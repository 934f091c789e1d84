/** A finished run on the tiny model, trained in this process. */
import path from 'node:path';
import { openLanguageModel } from '../../../native-worker/llm/openLanguageModel.ts';
import { RunControl } from '../../../native-worker/runs/runControl.ts';
import { readRunFile, writeRunFile } from '../../../native-worker/runs/runFile.ts';
import { runPaths } from '../../../native-worker/runs/runFolder.ts';
import { trainRun } from '../../../native-worker/runs/trainRun.ts';
import type { TrainRequest } from '../../../protocol/training.ts';
import { openStore } from '../../unit/runs/fixtures.ts';

/** @returns the run's folder */
export async function finishedRun(storage: string, request: TrainRequest): Promise<string> {
  const opened = await openLanguageModel(request.modelFolder);
  const { name, hash } = opened.summary;
  const dIn = opened.hookPoint(request.hookPoint).width;
  const { folder } = openStore(path.join(storage, 'runs')).create({ request, model: { name, hash, dIn } });
  const paths = runPaths(folder);
  const record = (change: object): void => {
    writeRunFile(paths.runFile, { ...readRunFile(paths.runFile), ...change });
  };
  const nothing = (): void => undefined;
  const outcome = await trainRun({
    paths,
    request,
    run: readRunFile(paths.runFile),
    control: new RunControl(),
    observer: {
      corpus: (corpus) => {
        record({ corpus });
      },
      devices: (devices) => {
        record({ devices });
      },
      choices: (choices) => {
        record({ choices });
      },
      imported: nothing,
      masked: nothing,
      progress: nothing,
      metrics: nothing,
      indexed: nothing,
      log: nothing,
    },
  });
  record({ status: outcome });
  return folder;
}
