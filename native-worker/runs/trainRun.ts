/**
 * A whole run: corpus -> rows -> activations -> training -> refit -> SAELens export -> feature index. Goes on from the newest good
 * checkpoint when there is one. A plain function of its options: no processes, no sockets.
 */
import path from 'node:path';
import type { Disposable } from '../../link/disposable.ts';
import type { CheckpointDamagedError } from '../sae/checkpointBytes.ts';
import { loadNewestCheckpoint, saveCheckpoint } from '../sae/checkpointFolder.ts';
import { finishSae, type FinishedSae } from '../sae/finish.ts';
import { writeSaelens } from '../sae/formats/saelens.ts';
import { foldedReader } from '../sae/formats/saelensFold.ts';
import { findTwins, type Twins } from '../sae/twins.ts';
import { totalSteps, trainSae, type TrainerSnapshot, type TrainingOutcome } from '../sae/trainer.ts';
import { explainWriteError } from '../files/atomicFile.ts';
import { buildIndex } from './buildIndex.ts';
import type { StateReader } from '../compute/stateReader.ts';
import { truncateMetrics } from './metricsLog.ts';
import { openRunParts, type RunParts } from './runParts.ts';
import { BadRunFileError } from './runFile.ts';
import { RunReporter } from './runReporter.ts';
import type { RunWork, RunWorkOptions } from './runWork.ts';
import { takeTurn } from './takeTurn.ts';

export const trainRun: RunWork = async (options) => {
  const turn = await groupTurn(options);
  try {
    return await trainNow(options);
  } finally {
    turn?.dispose();
  }
};

/** One run of a group is at work at a time: first it harvests for all of them, and then they do not contend for memory. */
async function groupTurn({
  paths,
  request,
  run,
  control,
  observer,
}: RunWorkOptions): Promise<Disposable | null> {
  const { together, hookPoint, sae } = request;
  if (together === undefined) return null;
  const { fraction = 0, step = 0 } = run.progress ?? {};
  return takeTurn({
    folder: path.join(paths.turns, together.id),
    place: together.hookPoints.indexOf(hookPoint),
    control,
    onWait: () => {
      const at = { fraction, step, steps: totalSteps(sae), tokens: step * sae.batchTokens };
      observer.progress({ phase: 'waiting', ...at, tokensPerSecond: null, secondsLeft: null });
    },
  });
}

const trainNow: RunWork = async (options) => {
  const { paths, request, observer } = options;
  const damaged = (error: CheckpointDamagedError): void => {
    observer.log('warning', error.message);
  };
  const checkpoint = await loadNewestCheckpoint(paths.checkpoints, damaged);
  truncateMetrics(paths.metrics, checkpoint?.state.step ?? 0);
  const reporter = new RunReporter({
    observer,
    steps: totalSteps(request.sae),
    batchTokens: request.sae.batchTokens,
    firstStep: checkpoint?.state.step ?? 0,
  });
  reporter.begin('corpus');
  const parts = await openRunParts(options, reporter);
  try {
    const { status, snapshot } = await train(options, parts, reporter, checkpoint);
    observer.masked(parts.source.masked());
    if (status === 'stopped') return 'stopped';
    await complete(options, parts, reporter, snapshot);
    reporter.begin('done');
    return 'finished';
  } finally {
    await parts.dispose();
  }
};

async function train(
  { paths, request, control }: RunWorkOptions,
  { source, backend, heldOut }: RunParts,
  reporter: RunReporter,
  checkpoint: TrainerSnapshot | null,
): Promise<TrainingOutcome> {
  const { checkpointEverySteps } = request;
  reporter.begin('train');
  const outcome = await trainSae({
    config: request.sae,
    source,
    backend,
    heldOut,
    checkpointEverySteps,
    ...(checkpoint === null ? {} : { resumeFrom: checkpoint }),
    onMetrics: (line) => {
      reporter.metrics(line, backend.device.int8 === true ? (backend.ways ?? null) : null);
    },
    saveCheckpoint: async (snapshot) => {
      try {
        await saveCheckpoint(paths.checkpoints, snapshot, checkpointEverySteps);
      } catch (error) {
        throw explainWriteError(paths.checkpoints, error);
      }
    },
    wantsCheckpoint: () => control.takeCheckpointRequest(),
    whilePaused: async (stepsDone) => {
      await control.mayContinue();
      reporter.stepBegins(stepsDone);
    },
    signal: control.signal,
  });
  reporter.trained(outcome.snapshot.state.step);
  return outcome;
}

async function complete(
  options: RunWorkOptions,
  parts: RunParts,
  reporter: RunReporter,
  snapshot: TrainerSnapshot,
): Promise<void> {
  await options.control.check();
  const twins = await finishAndExport(options, parts, reporter, snapshot);
  const { step } = snapshot.state;
  reporter.begin('index');
  await buildIndex({ options, parts, reporter, twins, step });
  options.observer.indexed(step);
}

/** The finished SAE is left in its folder; of what is in memory only its twins go on, for the index takes room of its own. */
async function finishAndExport(
  options: RunWorkOptions,
  parts: RunParts,
  reporter: RunReporter,
  snapshot: TrainerSnapshot,
): Promise<Twins> {
  const { request, control, paths } = options;
  const check = (): Promise<void> => control.check();
  reporter.begin('refit');
  const finished = await finishSae(request.sae, snapshot, parts.backend, parts.source, {
    threads: parts.choices.threads ?? undefined,
    check,
    onRows: (rows) => {
      reporter.worked('refit', rows);
    },
    release: async () => {
      await parts.disposeBackend();
      return storedState(paths.checkpoints, snapshot.state.step);
    },
  });
  await parts.source.dispose();
  reporter.finished('refit');
  await check();
  reporter.begin('export');
  await exportSae(options, parts, finished);
  const { weights, dIn } = finished.parameters;
  return findTwins(weights, dIn, undefined, check);
}

/** Of the checkpoint with which training ended, read from its file where it is asked for: there is no second one in memory. */
async function storedState(folder: string, step: number): Promise<StateReader> {
  const stored = await loadNewestCheckpoint(folder, (error) => {
    throw error;
  });
  if (stored?.state.step === step) return stored.state;
  throw new BadRunFileError(
    `The checkpoint of step ${step} is no longer in ${folder}, so the SAE cannot be finished. Resume the run from the one before.`,
  );
}

async function exportSae(
  { paths, request }: RunWorkOptions,
  { model, corpus, tokenizer }: RunParts,
  { parameters, frequencies }: FinishedSae,
): Promise<void> {
  try {
    await writeSaelens(paths.sae, foldedReader(parameters), frequencies, {
      modelName: model.summary.name,
      hookPoint: request.hookPoint,
      contextSize: request.contextSize,
      prependBos: tokenizer.bosId !== null,
      corpus: `${corpus.summary.documents} documents, sha256 ${corpus.summary.hash}`,
      l0: frequencies.reduce((sum, frequency) => sum + frequency, 0),
      deadFeatures: frequencies.filter((frequency) => frequency === 0).length,
      algorithm: request.sae.algorithm.algorithm,
      training: request.sae,
    });
  } catch (error) {
    throw explainWriteError(paths.sae, error);
  }
}
