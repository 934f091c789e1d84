/** Answers `training/preset`: a request for the size, with an estimate whose speeds are measured on this machine in a second or two. */
import type { EngineParams, EngineResult } from '../../protocol/engineMethods.ts';
import type { TrainRequest } from '../../protocol/training.ts';
import { Random } from '../sae/random.ts';
import { openBackend } from '../compute/openBackend.ts';
import { zeroState } from '../compute/saeState.ts';
import { defaultRowsPerBatch } from '../activations/harvest.ts';
import type { ActivationReader, LanguageModel, ReaderOptions, SharedReader } from '../llm/languageModel.ts';
import { backendOptions } from '../sae/trainer.ts';
import { estimateRun, type MeasuredSpeed } from '../runs/estimate.ts';
import { presetRequest } from '../runs/presets.ts';
import { threadBudget } from '../threadBudget.ts';
import { corpusTokens } from './corpusTokens.ts';

/** A model above this is not run for an estimate: the first pass alone could take a minute. */
const MOST_MEASURED_BYTES = 1_500e6;
/** Likewise an SAE with more weights. */
const MOST_MEASURED_WEIGHTS = 30e6;
/** Likewise a step with more pairs of token and feature. */
const MOST_MEASURED_PAIRS = 100e6;

export async function presetFor(
  model: LanguageModel,
  params: EngineParams<'training/preset'>,
): Promise<EngineResult<'training/preset'>> {
  const hook = model.hookPoint(params.hookPoint);
  const tokens = await corpusTokens(params.corpus, model.summary);
  const request = presetRequest({ ...params, model: model.summary, hook, corpusTokens: tokens });
  const speed = isMeasurable(model, request, hook.width)
    ? await measureSpeed(model, request, hook.width)
    : null;
  return { request, estimate: estimateRun(request, model.summary, hook.width, tokens, speed) };
}

export function isMeasurable({ summary }: LanguageModel, { sae }: TrainRequest, dIn: number): boolean {
  return (
    summary.bytes <= MOST_MEASURED_BYTES &&
    sae.dSae * dIn <= MOST_MEASURED_WEIGHTS &&
    sae.batchTokens * sae.dSae <= MOST_MEASURED_PAIRS
  );
}

async function measureSpeed(
  model: LanguageModel,
  request: TrainRequest,
  dIn: number,
): Promise<MeasuredSpeed> {
  const harvest = await measureHarvest(model, request, (options) =>
    model.openReader(request.hookPoint, options),
  );
  return { harvest, train: await trainSpeed(request, dIn) };
}

/** Seconds a token of one forward pass of the pruned graph, after one that warms up. */
export async function measureHarvest(
  model: LanguageModel,
  request: TrainRequest,
  open: (
    options: ReaderOptions,
  ) => Promise<Pick<ActivationReader | SharedReader, 'read' | 'device' | 'dispose'>>,
): Promise<number> {
  const reader = await open({ device: request.llmDevice, ...threads() });
  try {
    const length = request.contextSize;
    const rows = defaultRowsPerBatch(length, reader.device.chosen);
    const { vocabularySize } = model.summary;
    const random = new Random(1);
    const tokens = Int32Array.from({ length: rows * length }, () => random.integer(vocabularySize));
    const batch = { rows, length, tokens, lengths: new Int32Array(rows).fill(length) };
    return (await timeSecond(() => reader.read(batch))) / (rows * length);
  } finally {
    await reader.dispose();
  }
}

/** Seconds a token of one optimiser step, after one that warms up. */
export async function trainSpeed({ sae, saeDevice }: TrainRequest, dIn: number): Promise<number> {
  const options = backendOptions(sae, dIn);
  const backend = await openBackend(saeDevice, options, threads().threads);
  try {
    const random = new Random(1);
    const state = zeroState({ dIn, dSae: sae.dSae, tied: options.tied });
    for (let i = 0; i < state.weights.length; i++) state.weights[i] = random.normal();
    if (!options.tied) state.encoder.set(state.weights);
    // About one feature in a hundred active, as after the first steps.
    state.biases.fill(-2.3 * Math.sqrt(dIn));
    await backend.load(state);
    const x = Float32Array.from({ length: sae.batchTokens * dIn }, () => random.normal());
    return (await timeSecond(() => backend.step(x, { learningRate: 1e-6 }))) / sae.batchTokens;
  } finally {
    await backend.dispose();
  }
}

function threads(): { threads?: number } {
  const budget = threadBudget();
  return budget === undefined ? {} : { threads: budget };
}

async function timeSecond(work: () => Promise<unknown>): Promise<number> {
  await work();
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}
