/** `monosema train`: from flags to a TrainRequest, then to the end of the run. */
import { statSync } from 'node:fs';
import path from 'node:path';
import type { CorpusSpec } from '../../../protocol/corpus.ts';
import { INT8 } from '../../../protocol/device.ts';
import type { EngineParams } from '../../../protocol/engineMethods.ts';
import type { ModelSummary } from '../../../protocol/model.ts';
import type { RunSummary } from '../../../protocol/run.ts';
import type { TrainingEstimate, TrainRequest } from '../../../protocol/training.ts';
import { EngineError } from '../../../link/engineError.ts';
import { freeBytes } from '../../files/atomicFile.ts';
import { estimateAgain } from '../../runs/estimate.ts';
import { starterModelFolder } from '../../starterMedia.ts';
import { algorithmFlag, withAlgorithmFlags } from '../algorithmFlags.ts';
import { algorithmWords } from '../algorithmWords.ts';
import { EXIT, UsageError, type ExitCode } from '../exitCodes.ts';
import { checkRequest } from '../checkRequest.ts';
import { deviceFlag } from '../deviceFlag.ts';
import { choiceFlag, listFlag, numberFlag, textFlag, type Flags } from '../flags.ts';
import { bytes, count, duration } from '../format.ts';
import { checkMemoryFits, memoryTable, needsMuch } from '../memoryTable.ts';
import type { Session } from '../session.ts';
import { watchRun, type WatchedRun } from '../watchRun.ts';
import { trainTogether } from './trainTogether.ts';

export async function train(session: Session, flags: Flags): Promise<ExitCode> {
  if (listFlag(flags, 'hook').length > 1) return trainTogether(session, flags);
  const { request, estimate } = await requestFrom(session, flags);
  return trainAndReport(session, request, estimate, flags['verbose'] === true);
}

/** The preset of the size, with what the flags say otherwise. */
export async function requestFrom(
  session: Session,
  flags: Flags,
): Promise<{ request: TrainRequest; estimate: TrainingEstimate }> {
  const { model, params } = await presetParams(session, flags);
  const hookPoint = textFlag(flags, 'hook') ?? defaultHook(model);
  const { request, estimate } = await session.request('training/preset', { ...params, hookPoint });
  const changed = withFlags(request, flags);
  checkRequest(changed);
  const dIn = model.hookPoints.find(({ name }) => name === hookPoint)?.width ?? model.width;
  return { request: changed, estimate: estimateAgain(estimate, request, changed, model, dIn) };
}

/** What a preset is asked for, but the hook point. */
export async function presetParams(
  session: Session,
  flags: Flags,
): Promise<{ model: ModelSummary; params: Omit<EngineParams<'training/preset'>, 'hookPoint'> }> {
  const modelFolder = path.resolve(textFlag(flags, 'model') ?? starterModelFolder());
  const model = await session.request('models/open', { folder: modelFolder });
  const corpus = corpusFrom(flags);
  const size = choiceFlag(flags, 'size', ['small', 'medium', 'large']) ?? 'medium';
  const preset = choiceFlag(flags, 'preset', ['recommended', 'paper']) ?? 'recommended';
  const algorithm = algorithmFlag(flags);
  return { model, params: { modelFolder, corpus, size, preset, algorithm, ...sizesOf(flags) } };
}

export async function trainAndReport(
  session: Session,
  request: TrainRequest,
  estimate: TrainingEstimate,
  verbose = false,
): Promise<ExitCode> {
  checkDisk(session, estimate);
  checkMemoryFits(estimate);
  if (!session.json) announce(session, [request], estimate, verbose);
  return followRun(session, () => session.request('training/start', request));
}

/** Starts or resumes a run, watches it, and reports how it ended. */
export async function followRun(
  session: Session,
  start: () => Promise<RunSummary>,
  onFinished: (run: RunSummary) => void = () => undefined,
): Promise<ExitCode> {
  const watched = await watchRun(session, start);
  if (session.json) session.printJson(watched.run);
  return reportEnd(session, watched, onFinished);
}

/** @throws EngineError for a run that failed */
export function reportEnd(
  session: Session,
  { run, interrupted }: WatchedRun,
  onFinished: (run: RunSummary) => void = () => undefined,
): ExitCode {
  switch (run.status) {
    case 'finished':
      if (!session.json) onFinished(run);
      for (const warning of run.warnings ?? []) session.terminal.say(`Note: ${warning}`);
      if (!session.json)
        session.terminal.say(
          `Finished: ${run.folder}\nBrowse it: monosema features ${run.id}${session.storageHint}`,
        );
      return EXIT.ok;
    case 'failed':
      throw new EngineError('internal', `The run failed: ${run.problem ?? 'no reason was given'}`);
    default: {
      const step = run.progress?.step ?? 0;
      if (run.status === 'interrupted' && run.problem !== null) session.terminal.say(run.problem);
      session.terminal.say(
        `Stopped at step ${step}. Go on with: monosema runs resume ${run.id}${session.storageHint}`,
      );
      return interrupted ? EXIT.interrupted : EXIT.failure;
    }
  }
}

/** Two thirds up the residual stream: where features are most of meaning and least of next tokens. */
export function defaultHook({ name, layers, hookPoints }: ModelSummary): string {
  const wanted = `blocks.${Math.min(layers - 1, Math.floor((layers * 2) / 3))}.hook_resid_post`;
  const hook = hookPoints.find((point) => point.name === wanted) ?? hookPoints.at(-1);
  if (hook !== undefined) return hook.name;
  throw new UsageError(`${name} has no hook points by name. Name a graph tensor: --hook tensor:<name>.`);
}

/** The starter corpus where no flag names another. @throws UsageError */
export function corpusFrom(flags: Flags): CorpusSpec {
  const paths = listFlag(flags, 'corpus').map((given) => path.resolve(given));
  const [first] = paths;
  if (first === undefined) return { kind: 'starter' };
  const folders = paths.filter((given) => isFolder(given));
  if (folders.length > 0 && paths.length > 1)
    throw new UsageError('--corpus takes one folder, or any number of files.');
  if (folders.length === 1) {
    const include = listFlag(flags, 'include');
    const exclude = listFlag(flags, 'exclude');
    return {
      kind: 'folder',
      path: first,
      ...(include.length > 0 ? { include } : {}),
      ...(exclude.length > 0 ? { exclude } : {}),
    };
  }
  const textColumn = textFlag(flags, 'textColumn');
  return { kind: 'files', paths, ...(textColumn === undefined ? {} : { textColumn }) };
}

function isFolder(given: string): boolean {
  try {
    return statSync(given).isDirectory();
  } catch {
    throw new UsageError(`--corpus ${given} does not exist.`);
  }
}

/** Sizes that warm-ups and windows are derived from; what is out of range is left to `checkRequest`, which says so by flag. */
function sizesOf(flags: Flags): { dSae?: number; trainingTokens?: number; batchTokens?: number } {
  const fits = (name: string): number | undefined => {
    const value = numberFlag(flags, name);
    return value !== undefined && Number.isSafeInteger(value) && value > 0 ? value : undefined;
  };
  const [dSae, trainingTokens, batchTokens] = [fits('features'), fits('tokens'), fits('batch')];
  return {
    ...(dSae === undefined ? {} : { dSae }),
    ...(trainingTokens === undefined ? {} : { trainingTokens }),
    ...(batchTokens === undefined ? {} : { batchTokens }),
  };
}

export function withFlags(request: TrainRequest, flags: Flags): TrainRequest {
  const { sae } = request;
  const number = (name: string, otherwise: number): number => numberFlag(flags, name) ?? otherwise;
  const name = textFlag(flags, 'name');
  const int8 = choiceFlag(flags, 'int8', INT8);
  return {
    ...request,
    contextSize: number('context', request.contextSize),
    checkpointEverySteps: number('checkpointEvery', request.checkpointEverySteps),
    llmDevice: deviceFlag(flags, 'llmDevice') ?? request.llmDevice,
    saeDevice: deviceFlag(flags, 'saeDevice', 'reference') ?? request.saeDevice,
    ...(name === undefined ? {} : { name }),
    ...(int8 === undefined ? {} : { int8 }),
    sae: {
      ...sae,
      dSae: number('features', sae.dSae),
      trainingTokens: number('tokens', sae.trainingTokens),
      batchTokens: number('batch', sae.batchTokens),
      learningRate: number('learningRate', sae.learningRate),
      seed: number('seed', sae.seed),
      algorithm: withAlgorithmFlags(sae.algorithm, flags, number('features', sae.dSae)),
    },
  };
}

export function checkDisk({ setup }: Session, { diskBytes }: TrainingEstimate): void {
  const free = freeBytes(setup.storage.root);
  if (free !== null && free < diskBytes) {
    throw new EngineError(
      'diskFull',
      `This needs about ${bytes(diskBytes)} in ${setup.storage.root}, but ${bytes(free)} are free. Free some, or name another storage by --storage.`,
    );
  }
}

/** @param requests that differ in their hook points alone, and in sizes that follow from those */
export function announce(
  { terminal }: Session,
  requests: readonly TrainRequest[],
  estimate: TrainingEstimate,
  verbose: boolean,
): void {
  const [first] = requests;
  if (first === undefined) return;
  const { sae } = first;
  const time = estimate.seconds === null ? '' : `, about ${duration(estimate.seconds)}`;
  terminal.say(`Model   ${first.modelFolder}, ${requests.map(({ hookPoint }) => hookPoint).join(', ')}`);
  terminal.say(
    `SAE     ${sae.dSae} features, ${count(sae.trainingTokens)} tokens in steps of ${sae.batchTokens}, ${algorithmWords(sae)}`,
  );
  terminal.say(
    `Needs   ${bytes(estimate.memoryBytes)} of memory, ${bytes(estimate.diskBytes)} of disk${time}`,
  );
  for (const note of estimate.notes) terminal.say(`Note    ${note}`);
  if (verbose || needsMuch(estimate)) {
    for (const line of memoryTable(estimate.memory ?? [])) terminal.say(`        ${line}`);
  }
}
