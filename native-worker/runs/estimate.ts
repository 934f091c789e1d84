/** What a run will need, from its request: memory and disk by counting arrays, time from measured speeds. */
import { availableParallelism } from 'node:os';
import type { ModelSummary } from '../../protocol/model.ts';
import type { MemoryUse, TrainingEstimate, TrainRequest } from '../../protocol/training.ts';
import { defaultRowsPerBatch } from '../activations/harvest.ts';
import { defaultBlockTokens } from '../activations/shuffledSource.ts';
import { planBackend, plannedBytes } from '../compute/memoryPlan.ts';
import { planDeviceActivations } from '../compute/memoryPlanActivations.ts';
import { algorithmOf } from '../sae/algorithms/algorithmOf.ts';
import { backendOptions, totalSteps } from '../sae/trainer.ts';
import { threadBudget } from '../threadBudget.ts';

/** Seconds a token, measured on this machine. */
export interface MeasuredSpeed {
  harvest: number;
  train: number;
}

const FLOAT = 4;
/** Node, onnxruntime and DuckDB before any data. */
const BASE_BYTES = 350e6;
/** The harvest's cache and one shuffle block at most. */
const MOST_CACHED_BYTES = 2 ** 30 + 2 ** 28;
/** A model's weights, and what a forward pass makes of a batch. */
const MODEL_COPIES = 1.5;
/** Examples, histogram and scalars of a feature, compressed. */
const INDEX_BYTES_A_FEATURE = 6_000;
/** Text and places of the rows that examples come from. */
const INDEX_BYTES_A_TOKEN = 6;
const CHECKPOINTS_KEPT = 4;

export function estimateRun(
  request: TrainRequest,
  model: ModelSummary,
  dIn: number,
  corpusTokens: number | null,
  speed: MeasuredSpeed | null,
): TrainingEstimate {
  const { dSae, trainingTokens } = request.sae;
  const { tied } = backendOptions(request.sae, dIn);
  // Weights with their two moments, for the decoder and, untied, the encoder.
  const stateBytes = (tied ? 3 : 6) * dSae * dIn * FLOAT;
  const epochTokens = Math.min(corpusTokens ?? trainingTokens, trainingTokens);
  const memory = planMemory(request, model, dIn, epochTokens);
  return {
    memoryBytes: plannedBytes(memory, 'host'),
    memory,
    diskBytes: Math.round(
      CHECKPOINTS_KEPT * stateBytes +
        2 * dSae * dIn * FLOAT +
        dSae * INDEX_BYTES_A_FEATURE +
        epochTokens * INDEX_BYTES_A_TOKEN,
    ),
    seconds: speed === null ? null : secondsOf(request, epochTokens, dIn, speed),
    steps: totalSteps(request.sae),
    notes: notesOf(request, corpusTokens),
    basis: { corpusTokens, speed },
  };
}

/** What lives where while the run trains. `auto` is planned as the CPU; a GPU's memory is asked for when it is opened. */
function planMemory(
  request: TrainRequest,
  model: ModelSummary,
  dIn: number,
  epochTokens: number,
): MemoryUse[] {
  const { sae, saeDevice } = request;
  const device = saeDevice === 'auto' || saeDevice === 'reference' ? 'cpu' : saeDevice;
  const options = backendOptions(sae, dIn);
  const { keepsSample, sampleRows } = algorithmOf(sae);
  const host = (what: string, bytes: number): MemoryUse => ({
    what,
    where: 'host',
    bytes: Math.round(bytes),
  });
  return [
    host('Node, onnxruntime and DuckDB', BASE_BYTES),
    host('language model', MODEL_COPIES * model.bytes),
    host('cache of activations', Math.min(MOST_CACHED_BYTES, epochTokens * dIn * FLOAT)),
    ...(keepsSample ? [host('activations kept for re-quantiling', sampleRows * dIn * FLOAT)] : []),
    ...planBackend(options, device, threadBudget() ?? availableParallelism()).map((use) => ({
      ...use,
      bytes: Math.round(use.bytes),
    })),
    ...(request.llmDevice === 'webgpu' && saeDevice === 'webgpu'
      ? activationsOnCard(request, dIn, epochTokens)
      : []),
    ...(device === 'cpu'
      ? [host('state read back for checkpoints', (options.tied ? 3 : 6) * sae.dSae * dIn * FLOAT)]
      : []),
  ];
}

/** Where they stay there; with too little room they pass through memory (activationPath.ts), whose cache is planned in any case. */
function activationsOnCard({ contextSize }: TrainRequest, dIn: number, epochTokens: number): MemoryUse[] {
  const passTokens = defaultRowsPerBatch(contextSize, 'webgpu') * contextSize;
  return planDeviceActivations({ dIn, blockTokens: defaultBlockTokens(dIn), passTokens, epochTokens }, 0);
}

/** The estimate of a preset for a changed request; a training step's time grows with the features. */
export function estimateAgain(
  estimate: TrainingEstimate,
  preset: TrainRequest,
  request: TrainRequest,
  model: ModelSummary,
  dIn: number,
): TrainingEstimate {
  const { corpusTokens = null, speed = null } = estimate.basis ?? {};
  const scaled =
    speed === null
      ? null
      : { ...speed, train: (speed.train * request.sae.dSae) / Math.max(1, preset.sae.dSae) };
  return estimateRun(request, model, dIn, corpusTokens, scaled);
}

/** Harvest of each epoch, or of one where the cache holds it; training; the index runs the corpus once more. */
function secondsOf({ sae }: TrainRequest, epochTokens: number, dIn: number, speed: MeasuredSpeed): number {
  const cached = epochTokens * dIn * FLOAT <= 2 ** 30;
  const harvested = cached ? epochTokens : sae.trainingTokens;
  const index = epochTokens * (speed.harvest + speed.train / 4);
  return Math.ceil(harvested * speed.harvest + sae.trainingTokens * speed.train + index);
}

function notesOf({ sae }: TrainRequest, corpusTokens: number | null): string[] {
  const notes: string[] = [];
  const epochs = sae.trainingTokens / Math.max(1, corpusTokens ?? sae.trainingTokens);
  if (corpusTokens === null)
    notes.push('The size of the corpus is not known yet; disk and time are for the tokens seen in training.');
  if (epochs > 1.5 && corpusTokens !== null)
    notes.push(
      `The corpus has about ${round(corpusTokens)} tokens: each is seen about ${epochs.toFixed(1)} times.`,
    );
  if (sae.algorithm.algorithm === 'gba' && sae.algorithm.preset === 'paper')
    notes.push(
      "The paper's settings need thousands of steps before its biases arrive; a run that ends before is marked.",
    );
  return notes;
}

function round(tokens: number): string {
  if (tokens < 1e3) return String(Math.round(tokens));
  return tokens >= 1e6 ? `${(tokens / 1e6).toFixed(1)} M` : `${Math.round(tokens / 1e3)} k`;
}
