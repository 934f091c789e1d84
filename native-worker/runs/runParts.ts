/** Opens what a run works with: model, corpus as token rows, reader, shuffled activations, backend. All of it is disposed together. */
import type { DeviceReport, Int8 } from '../../protocol/device.ts';
import type { TrainRequest } from '../../protocol/training.ts';
import { openBackend } from '../compute/openBackend.ts';
import type { Backend } from '../compute/backend.ts';
import { freeHostMemory } from '../compute/freeMemory.ts';
import { openCorpus } from '../corpus/openCorpus.ts';
import { tokenRows, type TokenizedCorpus } from '../corpus/tokenRows.ts';
import type { ActivationReader, LanguageModel } from '../llm/languageModel.ts';
import type { Tokenizer } from '../llm/alignedTokens.ts';
import { openLanguageModel } from '../llm/openLanguageModel.ts';
import { openTokenizer } from '../llm/tokenizer/openTokenizer.ts';
import { polishSteps } from '../sae/finish.ts';
import { backendOptions } from '../sae/trainer.ts';
import { starterCorpusFolder } from '../starterMedia.ts';
import { threadBudget } from '../threadBudget.ts';
import { checkCorpus } from './checkCorpus.ts';
import { BadRunFileError, type RunChoices } from './runFile.ts';
import { mayKeepOnDevice, recordedPath } from './openCard.ts';
import { openRunActivations, openRunCard, planRunActivations } from './runActivations.ts';
import type { ActivationPlan, RunDevices, RunSource } from './runActivations.ts';
import type { WorkTokens } from './progressMeter.ts';
import type { RunReporter } from './runReporter.ts';
import { replayed } from './replayed.ts';
import { runTokenLimit } from './runTokenLimit.ts';
import { openStoredActivations, storedActivations } from './storedActivations.ts';
import type { RunWorkOptions } from './runWork.ts';

export interface RunParts {
  model: LanguageModel;
  tokenizer: Tokenizer;
  corpus: TokenizedCorpus;
  reader: ActivationReader;
  source: RunSource;
  backend: Backend;
  /** Raw activations, shape [rows, dIn]. */
  heldOut: Float32Array;
  choices: RunChoices;
  /** Before the end, where its memory is wanted: what comes after training works without. */
  disposeBackend(): Promise<void>;
  /** Of all that is left. */
  dispose(): Promise<void>;
}

interface Part {
  dispose(): Promise<void> | void;
}

type Opened = Part[];

/** @throws what any part throws, after closing those already open */
export async function openRunParts(options: RunWorkOptions, reporter: RunReporter): Promise<RunParts> {
  const { request, observer } = options;
  const model = await checkedModel(options);
  const tokenizer = await openTokenizer(request.modelFolder);
  const corpus = await tokenizedCorpus(options, tokenizer, options.control.signal);
  observer.corpus(corpus.summary);
  checkCorpus(corpus.summary, request);
  const opened: Opened = [];
  const dispose = async (): Promise<void> => {
    for (const part of opened.splice(0).reverse()) await part.dispose();
  };
  try {
    const open = request.together === undefined ? openHarvested : openStored;
    const { devices, activations } = await open(options, { model, corpus }, opened, reporter);
    return {
      model,
      tokenizer,
      corpus,
      reader: devices.reader,
      backend: devices.backend,
      ...activations,
      disposeBackend: () => disposeOf(opened, devices.backend),
      dispose,
    };
  } catch (error) {
    await dispose();
    throw error;
  }
}

interface Text {
  model: LanguageModel;
  corpus: TokenizedCorpus;
}

interface OpenedActivations {
  devices: RunDevices;
  activations: { source: RunSource; heldOut: Float32Array; choices: RunChoices };
}

/** Harvested by this run alone, block by block, as training asks for them. */
async function openHarvested(
  options: RunWorkOptions,
  { model, corpus }: Text,
  opened: Opened,
  reporter: RunReporter,
): Promise<OpenedActivations> {
  reporter.begin('harvest');
  const devices = await openDevices(options, model, opened);
  const plan = planRunActivations(options, trainTokensOf(corpus), devices);
  planWork(options.request, corpus, model.summary.vocabularySize, reporter, plan);
  const card = await openRunCard(options, trainTokensOf(corpus), devices, plan);
  if (card) opened.push(card.graphs);
  const activations = await openRunActivations(options, corpus, { ...devices, card }, plan, reporter);
  opened.push(activations.source);
  return { devices, activations };
}

/** From the disk, where one pass of the model has put them for all runs of the group; by this job, if no other has yet. */
async function openStored(
  options: RunWorkOptions,
  { model, corpus }: Text,
  opened: Opened,
  reporter: RunReporter,
): Promise<OpenedActivations> {
  const { request, run, observer } = options;
  const cache = await storedActivations(options, model, corpus, {
    // Known only here: what is stored need not be harvested.
    onPlan: (harvest) => {
      if (harvest > 0) reporter.begin('harvest');
      reporter.plan(workOf(request, corpus, model.summary.vocabularySize, harvest));
    },
    onTokens: (tokens) => {
      reporter.harvested(tokens, true);
    },
  });
  const devices = await openDevices(options, model, opened);
  if (run.devices === null) observer.devices({ llm: devices.reader.device, sae: devices.backend.device });
  const activations = await openStoredActivations(options, cache, devices);
  opened.push(activations.source);
  return { devices, activations };
}

/** Once: it is then no longer among what is open. */
async function disposeOf(opened: Opened, part: Part): Promise<void> {
  const place = opened.indexOf(part);
  if (place < 0) return;
  opened.splice(place, 1);
  await part.dispose();
}

/** The model that the run began with. @throws BadRunFileError */
export async function checkedModel({
  request,
  run,
}: Pick<RunWorkOptions, 'request' | 'run'>): Promise<LanguageModel> {
  const model = await openLanguageModel(request.modelFolder);
  if (model.summary.hash === run.model.hash) return model;
  throw new BadRunFileError(
    `The model in ${request.modelFolder} is not the one this run began with. Put it back, or start a new run.`,
  );
}

/** On the devices and threads of the run's first job, where there was one. */
async function openDevices(
  { request, run }: RunWorkOptions,
  model: LanguageModel,
  opened: Opened,
): Promise<RunDevices> {
  const threads = run.choices?.threads ?? threadBudget() ?? null;
  const llmDevice = replayed(run.devices?.llm.chosen) ?? request.llmDevice;
  const saeDevice = replayed(run.devices?.sae.chosen) ?? request.saeDevice;
  const asked = { llm: llmDevice, sae: saeDevice };
  const reader = await model.openReader(request.hookPoint, {
    device: llmDevice,
    ...(threads === null ? {} : { threads }),
    ...((await mayKeepOnDevice(asked, recordedPath(run)))
      ? { keepOnDevice: true }
      : // So that training goes on while the model runs, and neither takes time from the other by waiting.
        { ownThread: true, allowSpinning: false }),
  });
  opened.push(reader);
  const free = freeHostMemory();
  const { width: dIn } = reader.hookPoint;
  const backend = await openBackend(
    saeDevice,
    backendOptions(request.sae, dIn),
    threads ?? undefined,
    run.devices === null ? (request.int8 ?? 'auto') : replayedInt8(run.devices.sae),
  );
  opened.push(backend);
  return { reader, backend, threads, free };
}

/** The run's own rows. @throws BadRunFileError when the files are no longer those that it began with */
export async function tokenizedCorpus(
  { request, run }: Pick<RunWorkOptions, 'request' | 'run'>,
  tokenizer: Tokenizer,
  signal: AbortSignal,
): Promise<TokenizedCorpus> {
  const starterFolder = request.corpus.kind === 'starter' ? starterCorpusFolder() : '';
  const files = await openCorpus(request.corpus, { starterFolder, signal });
  try {
    const corpus = await tokenRows(files, tokenizer, {
      contextSize: request.contextSize,
      seed: request.sae.seed,
      maxTokens: runTokenLimit(request),
      signal,
    });
    if (run.corpus !== null && run.corpus.hash !== corpus.summary.hash) {
      throw new BadRunFileError(
        'The files of the corpus have changed since this run began, so it cannot go on where it was. Put them back, or start a new run.',
      );
    }
    return corpus;
  } finally {
    files.dispose();
  }
}

/**
 * Harvest is repeated in each epoch only where the cache cannot hold it all; the index runs every row once more, and every row of W_U
 * through the decoder, as if the vocabulary were so many tokens.
 */
function planWork(
  request: TrainRequest,
  corpus: TokenizedCorpus,
  vocabularySize: number,
  reporter: RunReporter,
  { memory: { holdsEpoch } }: ActivationPlan,
): void {
  const trainTokens = trainTokensOf(corpus);
  const epochs = Math.max(1, request.sae.trainingTokens / Math.max(1, trainTokens));
  const harvest = Math.min(
    request.sae.trainingTokens,
    holdsEpoch ? trainTokens : trainTokens * Math.ceil(epochs),
  );
  reporter.plan(workOf(request, corpus, vocabularySize, harvest));
}

function workOf(
  { sae }: TrainRequest,
  { summary: { tokens } }: TokenizedCorpus,
  vocabularySize: number,
  harvest: number,
): WorkTokens {
  return {
    corpus: tokens,
    harvest,
    train: sae.trainingTokens,
    refit: Math.min(65_536, sae.trainingTokens) + polishSteps(sae) * sae.batchTokens,
    index: tokens + vocabularySize,
  };
}

/** About: held-out rows are as long as the others. */
function trainTokensOf({ summary: { trainRows, heldOutRows, tokens } }: TokenizedCorpus): number {
  return (tokens * trainRows) / Math.max(1, trainRows + heldOutRows);
}

/** The choice of int8 screening that an earlier job of the run made; runs from before there was one went without. */
function replayedInt8({ int8 = false }: DeviceReport): Int8 {
  return int8 ? 'on' : 'off';
}
