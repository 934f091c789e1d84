/** Opens what a run works with: model, corpus as token rows, reader, shuffled activations, backend. All of it is disposed together. */
import type { ActivationPath, ComputeDevice, Device, DeviceReport, Int8 } from '../../protocol/device.ts';
import type { TrainRequest } from '../../protocol/training.ts';
import { defaultRowsPerBatch, harvestTogether, outlierFactor } from '../activations/harvest.ts';
import { DeviceSource } from '../activations/device/deviceSource.ts';
import { defaultBlockTokens, ShuffledSource } from '../activations/shuffledSource.ts';
import type { SourceOptions } from '../activations/shuffledSource.ts';
import { openBackend } from '../compute/openBackend.ts';
import type { Backend } from '../compute/backend.ts';
import { openCorpus } from '../corpus/openCorpus.ts';
import { tokenRows, type TokenizedCorpus } from '../corpus/tokenRows.ts';
import type { CorpusSplit, TokenRow } from '../corpus/tokenRow.ts';
import type { ActivationReader, LanguageModel } from '../llm/languageModel.ts';
import type { Tokenizer } from '../llm/alignedTokens.ts';
import { openLanguageModel } from '../llm/openLanguageModel.ts';
import { openTokenizer } from '../llm/tokenizer/openTokenizer.ts';
import { polishSteps } from '../sae/finish.ts';
import { backendOptions } from '../sae/trainer.ts';
import { starterCorpusFolder } from '../starterMedia.ts';
import { threadBudget } from '../threadBudget.ts';
import { checkCorpus } from './checkCorpus.ts';
import { mayKeepOnDevice, openCard } from './openCard.ts';
import type { Card } from './openCard.ts';
import { BadRunFileError, type RunChoices, type RunFile } from './runFile.ts';
import type { RunReporter } from './runReporter.ts';
import { runTokenLimit } from './runTokenLimit.ts';
import type { RunWorkOptions } from './runWork.ts';

/** Held-out rows that metrics are computed on while training. */
const HELD_OUT_ROWS = 4_096;

export interface RunParts {
  model: LanguageModel;
  tokenizer: Tokenizer;
  corpus: TokenizedCorpus;
  reader: ActivationReader;
  source: ShuffledSource | DeviceSource;
  backend: Backend;
  /** Raw activations, shape [rows, dIn]. */
  heldOut: Float32Array;
  choices: RunChoices;
  dispose(): Promise<void>;
}

type Opened = { dispose(): Promise<void> | void }[];

/** @throws what any part throws, after closing those already open */
export async function openRunParts(options: RunWorkOptions, reporter: RunReporter): Promise<RunParts> {
  const { request, observer } = options;
  const model = await checkedModel(options);
  const tokenizer = await openTokenizer(request.modelFolder);
  const corpus = await tokenizedCorpus(options, tokenizer, options.control.signal);
  observer.corpus(corpus.summary);
  checkCorpus(corpus.summary, request);
  planWork(request, corpus, reporter, model);
  reporter.begin('harvest');
  const opened: Opened = [];
  const dispose = async (): Promise<void> => {
    for (const part of opened.splice(0).reverse()) await part.dispose();
  };
  try {
    const devices = await openDevices(options, model, opened);
    const card = await openPath(options, corpus, devices, opened);
    const activations = await openActivations(options, corpus, { ...devices, card }, reporter, opened);
    return {
      model,
      tokenizer,
      corpus,
      reader: devices.reader,
      backend: devices.backend,
      ...activations,
      dispose,
    };
  } catch (error) {
    await dispose();
    throw error;
  }
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

interface Devices {
  reader: ActivationReader;
  backend: Backend;
  threads: number | null;
}

/** On the devices and threads of the run's first job, where there was one. */
async function openDevices(
  { request, run }: RunWorkOptions,
  model: LanguageModel,
  opened: Opened,
): Promise<Devices> {
  const saeDevice = replayed(run.devices?.sae.chosen) ?? request.saeDevice;
  const threads = run.choices?.threads ?? threadBudget() ?? null;
  const reader = await model.openReader(request.hookPoint, {
    device: replayed(run.devices?.llm.chosen) ?? request.llmDevice,
    ...(threads === null ? {} : { threads }),
    keepOnDevice: mayKeepOnDevice(saeDevice, recordedPath(run)),
  });
  opened.push(reader);
  const { width: dIn } = reader.hookPoint;
  const backend = await openBackend(
    saeDevice,
    backendOptions(request.sae, dIn),
    threads ?? undefined,
    run.devices === null ? (request.int8 ?? 'auto') : replayedInt8(run.devices.sae),
  );
  opened.push(backend);
  return { reader, backend, threads };
}

/** What keeps activations on the card, null where they pass through memory; says once what the run computes on. */
async function openPath(
  options: RunWorkOptions,
  corpus: TokenizedCorpus,
  { reader, backend }: Devices,
  opened: Opened,
): Promise<Card | null> {
  const { request, run, observer } = options;
  const { rowsPerBatch, blockTokens } = cutsOf(options, reader);
  const recorded = recordedPath(run);
  const { path, card } = await openCard({
    reader,
    backend,
    sizes: {
      dIn: reader.hookPoint.width,
      blockTokens,
      passTokens: rowsPerBatch * request.contextSize,
      epochTokens: trainTokensOf(corpus),
    },
    trainingTokens: request.sae.trainingTokens,
    recorded,
  });
  if (card) opened.push(card.graphs);
  if (run.devices === null) {
    const activations = path === null ? {} : { activations: path };
    observer.devices({ llm: reader.device, sae: backend.device, ...activations });
  } else if (recorded === 'device' && card === null) {
    observer.log('warning', `Activations stayed on the card before. ${path?.reason ?? ''}`.trim());
  }
  return card;
}

/** The way of an earlier job of the run, null for none; runs from before there was a choice went through memory. */
function recordedPath({ devices }: RunFile): ActivationPath['on'] | null {
  return devices && (devices.activations?.on ?? 'host');
}

/** Tokens of a forward pass and of a shuffle block: those of the run's first job, because results depend on them. */
function cutsOf(
  { request, run }: RunWorkOptions,
  reader: ActivationReader,
): Pick<RunChoices, 'rowsPerBatch' | 'blockTokens'> {
  return (
    run.choices ?? {
      rowsPerBatch: defaultRowsPerBatch(request.contextSize, reader.device.chosen),
      blockTokens: defaultBlockTokens(reader.hookPoint.width),
    }
  );
}

/** Shuffled training activations and a held-out sample; what was measured or chosen on the way is recorded once. */
async function openActivations(
  options: RunWorkOptions,
  corpus: TokenizedCorpus,
  { reader, threads, card }: Devices & { card: Card | null },
  reporter: RunReporter,
  opened: Opened,
): Promise<Pick<RunParts, 'source' | 'heldOut' | 'choices'>> {
  const {
    request,
    run,
    observer,
    control: { signal },
  } = options;
  const { rowsPerBatch, blockTokens } = cutsOf(options, reader);
  let harvested = 0;
  const sourceOptions: SourceOptions = {
    seed: request.sae.seed,
    rowsPerBatch,
    blockTokens,
    signal,
    ...(run.choices === null ? {} : { medianNorm: run.choices.medianNorm }),
    onHarvest: ({ tokens }) => {
      reporter.harvested(tokens - harvested);
      harvested = tokens;
    },
  };
  const rows = rowsOf(corpus, 'train');
  const source = card
    ? await DeviceSource.open(card, rows, { ...sourceOptions, cacheBytes: card.keptBytes })
    : await ShuffledSource.open(reader, rows, sourceOptions);
  opened.push(source);
  const choices = { threads, rowsPerBatch, blockTokens, medianNorm: source.medianNorm };
  if (run.choices === null) observer.choices(choices);
  const masks = { rowsPerBatch, outlierNorm: outlierFactor * source.medianNorm, signal };
  const { activations } = await harvestTogether(reader, rowsOf(corpus, 'heldOut'), masks, HELD_OUT_ROWS);
  return { source, heldOut: activations, choices };
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

/** Tokens of an epoch. */
function trainTokensOf({ summary: { trainRows, heldOutRows, tokens } }: TokenizedCorpus): number {
  return (tokens * trainRows) / Math.max(1, trainRows + heldOutRows);
}

/** Harvest is repeated in each epoch only where the cache cannot hold it all; the index runs every row once more. */
function planWork(
  request: TrainRequest,
  corpus: TokenizedCorpus,
  reporter: RunReporter,
  model: LanguageModel,
): void {
  const { tokens } = corpus.summary;
  const trainTokens = trainTokensOf(corpus);
  const { width } = model.hookPoint(request.hookPoint);
  const cached = trainTokens * width * 4 <= 2 ** 30;
  const epochs = Math.max(1, request.sae.trainingTokens / Math.max(1, trainTokens));
  reporter.plan({
    corpus: tokens,
    harvest: Math.min(request.sae.trainingTokens, cached ? trainTokens : trainTokens * Math.ceil(epochs)),
    train: request.sae.trainingTokens,
    refit: Math.min(65_536, request.sae.trainingTokens) + polishSteps(request.sae) * request.sae.batchTokens,
    index: tokens,
  });
}

/** Rows of a split without their places in the source, which training does not need. */
function rowsOf({ rows }: TokenizedCorpus, split: CorpusSplit): TokenRow[] {
  const none = new Int32Array(0);
  return Array.from(rows.indices(split), (index) => ({ ...rows.at(index), starts: none, ends: none }));
}

/** The choice of int8 screening that an earlier job of the run made; runs from before there was one went without. */
function replayedInt8({ int8 = false }: DeviceReport): Int8 {
  return int8 ? 'on' : 'off';
}

/** The device that an earlier job of the run chose; the reference is asked for by the request alone. */
export function replayed(chosen: ComputeDevice | undefined): Device | undefined {
  return chosen === 'reference' ? undefined : chosen;
}
