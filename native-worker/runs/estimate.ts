/** What a run will need, from its request: memory and disk by counting arrays, time from measured speeds. */
import { availableParallelism } from 'node:os';
import type { ModelSummary } from '../../protocol/model.ts';
import type { MemoryUse, TrainingEstimate, TrainRequest } from '../../protocol/training.ts';
import { blockTokensFor, planActivations, type ActivationMemory } from '../activations/activationMemory.ts';
import { defaultRowsPerBatch } from '../activations/harvest.ts';
import { freeHostMemory } from '../compute/freeMemory.ts';
import { planBackend, plannedBytes, weightBytes } from '../compute/memoryPlan.ts';
import { planDeviceActivations } from '../compute/memoryPlanActivations.ts';
import { algorithmOf } from '../sae/algorithms/algorithmOf.ts';
import { sampleSize } from '../sae/sourceRows.ts';
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
  free = freeHostMemory(),
): TrainingEstimate {
  const { dSae, trainingTokens } = request.sae;
  const stateBytes = weightBytes(backendOptions(request.sae, dIn));
  const epochTokens = Math.min(corpusTokens ?? trainingTokens, trainingTokens);
  const others = planMemory(request, model, dIn, epochTokens);
  const activations = planActivations({
    dIn,
    saeBytes: stateBytes,
    epochTokens,
    // Where devices are chosen by measuring, the larger of both is planned.
    ahead: true,
    free,
    plannedBytes: plannedBytes(others, 'host'),
  });
  const memory = [...others, ...activations.uses];
  return {
    memoryBytes: plannedBytes(memory, 'host'),
    memory,
    diskBytes: Math.round(
      CHECKPOINTS_KEPT * stateBytes +
        2 * dSae * dIn * FLOAT +
        dSae * INDEX_BYTES_A_FEATURE +
        epochTokens * INDEX_BYTES_A_TOKEN,
    ),
    seconds: speed === null ? null : secondsOf(request, epochTokens, activations, speed),
    steps: totalSteps(request.sae),
    notes: notesOf(request, corpusTokens, activations.reason),
    basis: { corpusTokens, speed },
  };
}

/** What lives where while the run trains, besides activations. `auto` is planned as the CPU; a GPU's memory is asked for when it is opened. */
export function planMemory(
  request: TrainRequest,
  model: ModelSummary,
  dIn: number,
  epochTokens: number,
): MemoryUse[] {
  const { sae, saeDevice, int8 = 'auto' } = request;
  const device = saeDevice === 'auto' || saeDevice === 'reference' ? 'cpu' : saeDevice;
  const options = backendOptions(sae, dIn);
  const algorithm = algorithmOf(sae);
  const host = (what: string, bytes: number): MemoryUse => ({
    what,
    where: 'host',
    bytes: Math.round(bytes),
  });
  return [
    host('Node, onnxruntime and DuckDB', BASE_BYTES),
    host('language model', MODEL_COPIES * model.bytes),
    // One that is not kept is let go of before the moments take their room.
    ...(algorithm.keepsSample
      ? [host('activations kept for re-quantiling', sampleSize(algorithm, dIn) * dIn * FLOAT)]
      : []),
    ...planBackend(options, device, threadBudget() ?? availableParallelism(), int8).map((use) => ({
      ...use,
      bytes: Math.round(use.bytes),
    })),
    ...(request.llmDevice === 'webgpu' && saeDevice === 'webgpu'
      ? activationsOnCard(request, dIn, epochTokens)
      : []),
  ];
}

/** Where they stay there; with too little room they pass through memory (activationPath.ts), whose cache is planned in any case. */
function activationsOnCard(
  { sae, contextSize }: TrainRequest,
  dIn: number,
  epochTokens: number,
): MemoryUse[] {
  const passTokens = defaultRowsPerBatch(contextSize, 'webgpu') * contextSize;
  const blockTokens = blockTokensFor({ dIn, saeBytes: weightBytes(backendOptions(sae, dIn)) });
  return planDeviceActivations({ dIn, blockTokens, passTokens, epochTokens }, 0);
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
function secondsOf(
  { sae }: TrainRequest,
  epochTokens: number,
  { holdsEpoch }: ActivationMemory,
  speed: MeasuredSpeed,
): number {
  const harvested = holdsEpoch ? epochTokens : sae.trainingTokens;
  const index = epochTokens * (speed.harvest + speed.train / 4);
  return Math.ceil(harvested * speed.harvest + sae.trainingTokens * speed.train + index);
}

/** @param reason why later epochs run the language model again; null when they need not */
export function notesOf({ sae }: TrainRequest, corpusTokens: number | null, reason: string | null): string[] {
  const notes: string[] = [];
  const epochs = sae.trainingTokens / Math.max(1, corpusTokens ?? sae.trainingTokens);
  if (corpusTokens === null)
    notes.push('The size of the corpus is not known yet; disk and time are for the tokens seen in training.');
  if (epochs > 1.5 && corpusTokens !== null)
    notes.push(
      `The corpus has about ${round(corpusTokens)} tokens: each is seen about ${epochs.toFixed(1)} times.`,
    );
  if (epochs > 1 && reason !== null) notes.push(reason);
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
