/** Child of activationsOnDevice.test.ts: a whole run with model and SAE on webgpu, left alone and stopped halfway; prints what it recorded and left. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { openLanguageModel } from '../../native-worker/llm/openLanguageModel.ts';
import { appendMetrics } from '../../native-worker/runs/metricsLog.ts';
import { RunControl } from '../../native-worker/runs/runControl.ts';
import { readRunFile, writeRunFile } from '../../native-worker/runs/runFile.ts';
import { runPaths } from '../../native-worker/runs/runFolder.ts';
import { trainRun } from '../../native-worker/runs/trainRun.ts';
import { tinyModelFolder, tinyRequest, writeCorpus } from '../engine/processes/tinyRun.ts';
import { openStore, temporaryFolder } from '../unit/runs/fixtures.ts';
import { watchTraffic } from './deviceTraffic.ts';

const sinceLast = watchTraffic();
const storage = temporaryFolder();
const corpus = writeCorpus(storage);
const model = await openLanguageModel(tinyModelFolder);
const { width: dIn } = model.hookPoint('blocks.0.hook_resid_post');

function create(name: string): string {
  const small = tinyRequest(corpus, { name, llmDevice: 'webgpu', saeDevice: 'webgpu' });
  // Less than an epoch, and no more of an index than its steps.
  const request = { ...small, sae: { ...small.sae, trainingTokens: 64 * 40 } };
  const known = { name: model.summary.name, hash: model.summary.hash, dIn };
  return openStore(path.join(storage, 'runs')).create({ request, model: known }).folder;
}

async function work(folder: string, stopAtStep = Infinity): Promise<string> {
  const paths = runPaths(folder);
  const control = new RunControl();
  const record = (change: object): void => {
    writeRunFile(paths.runFile, { ...readRunFile(paths.runFile), ...change });
  };
  const run = readRunFile(paths.runFile);
  return trainRun({
    paths,
    request: run.request,
    run,
    control,
    observer: {
      corpus: (summary) => {
        record({ corpus: summary });
      },
      devices: (devices) => {
        record({ devices });
      },
      choices: (choices) => {
        record({ choices });
      },
      imported: () => undefined,
      masked: () => undefined,
      metrics: (line) => {
        appendMetrics(paths.metrics, line);
      },
      indexed: () => undefined,
      log: () => undefined,
      progress: ({ step }) => {
        if (step >= stopAtStep) control.stop('user');
      },
    },
  });
}

function fingerprint(folder: string): string[] {
  const { checkpoints, sae } = runPaths(folder);
  const last = readdirSync(checkpoints).sort().at(-1) ?? '';
  return [path.join(checkpoints, last), path.join(sae, 'sae_weights.safetensors')].map((file) =>
    createHash('sha256').update(readFileSync(file)).digest('hex'),
  );
}

const [alone, stopped] = [create('alone'), create('stopped')];
const outcomes = [await work(alone), await work(stopped, 17), await work(stopped)];
const result = {
  outcomes,
  devices: readRunFile(runPaths(stopped).runFile).devices,
  same: JSON.stringify(fingerprint(alone)) === JSON.stringify(fingerprint(stopped)),
  alive: sinceLast().alive,
};
rmSync(storage, { recursive: true, force: true });
process.stdout.write(JSON.stringify(result));
