/** Trains one arm on synthetic data, through the same trainer, refit and deployed form as a run on a language model, and scores it. */
import type { MetricsLine } from '../../protocol/run.ts';
import type { SaeConfig } from '../../protocol/training.ts';
import { openBackend } from '../compute/openBackend.ts';
import { normaliseRows } from '../compute/reference/unitSphere.ts';
import type { TaskContext } from '../experiments/task.ts';
import { finishSae } from '../sae/finish.ts';
import { foldForSaelens } from '../sae/formats/saelensFold.ts';
import { mergeTwins } from '../sae/mergeTwins.ts';
import { densities, meanActive } from '../sae/metrics/activity.ts';
import { reconstructionMetrics } from '../sae/metrics/reconstruction.ts';
import { recovery } from '../sae/metrics/recovery.ts';
import { shareAbove } from '../sae/metrics/summaries.ts';
import type { SaeParameters } from '../sae/saeParameters.ts';
import { SparseAutoencoder } from '../sae/sparseAutoencoder.ts';
import { backendOptions, totalSteps, trainSae } from '../sae/trainer.ts';
import type { ArmInput, ArmResult } from './armResult.ts';
import { baTheory, baTheoryBackend } from './baTheory.ts';
import type { BaTheoryConfig } from './baTheory.ts';
import { scoreDictionary } from './score.ts';
import type { DictionaryScore } from './score.ts';
import { SyntheticData } from './syntheticSource.ts';

/** A group whose neurons fire more than this many times their target has not arrived; runs are marked by the same rule. */
const arrivedWithin = 2;

type Trained = Omit<ArmResult, keyof DictionaryScore | 'seconds' | 'rows'> & { rows: Float32Array };

export async function trainArm(input: ArmInput, context: TaskContext): Promise<ArmResult> {
  const begun = performance.now();
  const data = await SyntheticData.open(input.data);
  const { config } = input;
  const trained =
    config.algorithm === 'ba-theory'
      ? await byTheory(config, data, context)
      : await byTraining(config.sae, data, input, context);
  const score = await scoreDictionary(data.features, trained.rows, data.spec.dIn);
  const seconds = (performance.now() - begun) / 1000;
  return { ...score, ...trained, seconds, rows: input.keepRows ? trained.rows : null };
}

async function byTheory(
  config: BaTheoryConfig,
  data: SyntheticData,
  { threads, progress }: TaskContext,
): Promise<Trained> {
  const backend = await openBackend('cpu', baTheoryBackend(config, data.spec.dIn), threads);
  try {
    const rows = await baTheory(config, data.source(), backend, progress);
    const trainingRows = config.steps * config.rowsPerStep;
    const unknown = { nmse: null, l0: null, dead: null, targets: null, merged: null };
    return { rows, steps: config.steps, trainingRows, ...unknown };
  } finally {
    await backend.dispose();
  }
}

async function byTraining(
  config: SaeConfig,
  data: SyntheticData,
  { heldOutRows, merge }: ArmInput,
  { threads, signal, progress }: TaskContext,
): Promise<Trained> {
  const { dIn } = data.spec;
  const steps = totalSteps(config);
  // Loss is told on unit rows, as in the paper; per-token normalisation does not see the difference.
  const heldOut = data.heldOut(heldOutRows);
  normaliseRows(heldOut, dIn);
  const source = data.source();
  const backend = await openBackend('cpu', backendOptions(config, dIn), threads);
  try {
    let last: MetricsLine | null = null;
    const { snapshot } = await trainSae({
      config,
      source,
      backend,
      heldOut: heldOut.subarray(0, Math.min(heldOutRows, 256) * dIn),
      checkpointEverySteps: steps + 1,
      evaluateEverySteps: steps + 1,
      signal,
      onMetrics: (line) => {
        last = line;
        progress(line.step / (steps + 1));
      },
    });
    signal.throwIfAborted();
    const { parameters } = await finishSae(config, snapshot, backend, source);
    return {
      steps,
      trainingRows: steps * config.batchTokens,
      ...(await measured(parameters, heldOut, threads)),
      targets: targetsOf(last),
      merged: merge ? await merged(parameters, data, heldOut, threads) : null,
      rows: parameters.weights,
    };
  } finally {
    await backend.dispose();
  }
}

/** In deployed form, on held-out unit rows. */
async function measured(
  parameters: SaeParameters,
  heldOut: Float32Array,
  threads: number,
): Promise<{ nmse: number; l0: number; dead: number }> {
  const sae = await SparseAutoencoder.from(foldForSaelens(parameters), {}, threads);
  try {
    const codes = await sae.encode(heldOut);
    const { nmse } = reconstructionMetrics(heldOut, await sae.decode(codes, heldOut), sae.dIn);
    const silent = densities(codes, sae.dSae).filter((density) => density === 0).length;
    return { nmse, l0: meanActive(codes), dead: silent / sae.dSae };
  } finally {
    await sae.dispose();
  }
}

async function merged(
  parameters: SaeParameters,
  data: SyntheticData,
  heldOut: Float32Array,
  threads: number,
): Promise<ArmResult['merged']> {
  const { dIn } = data.spec;
  const sample = await data.source().next(Math.max(8192, 16 * parameters.dSae));
  if (sample === null) return null;
  const { parameters: fewer } = await mergeTwins(parameters, sample);
  const { truth } = await recovery(data.features, fewer.weights, dIn);
  const { nmse, l0 } = await measured(fewer, heldOut, threads);
  return { features: fewer.dSae, recovered: shareAbove(truth.cosines, 0.9), nmse, l0 };
}

function targetsOf(line: MetricsLine | null): ArmResult['targets'] {
  if (line === null || line.groups.length === 0) return null;
  const mean = (value: (group: MetricsLine['groups'][number]) => number): number =>
    line.groups.reduce((sum, group) => sum + value(group), 0) / line.groups.length;
  return {
    target: mean(({ target }) => target),
    realised: mean(({ realised }) => realised),
    aboveCap: mean(({ aboveCap }) => aboveCap),
    lateGroups: line.groups.filter(({ realised, target }) => realised > arrivedWithin * target).length,
    groups: line.groups.length,
  };
}
