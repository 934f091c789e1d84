/** Everything that is measured of a finished SAE, in one pass over the held-out rows, through its export: what others load is what is judged. */
import type { SaeConfig } from '../../protocol/training.ts';
import type { Backend } from '../compute/backend.ts';
import { featureGroups } from '../sae/algorithms/featureGroups.ts';
import type { FinishedSae } from '../sae/finish.ts';
import { foldForSaelens } from '../sae/formats/saelensFold.ts';
import { ActivityMeter } from '../sae/metrics/activity.ts';
import type { ActivityMetrics } from '../sae/metrics/activity.ts';
import { deadFeatures } from '../sae/metrics/deadFeatures.ts';
import { diversity } from '../sae/metrics/diversity.ts';
import type { Diversity } from '../sae/metrics/diversity.ts';
import { PreActivationMeter } from '../sae/metrics/preActivations.ts';
import { ReconstructionMeter } from '../sae/metrics/reconstruction.ts';
import type { ReconstructionMetrics } from '../sae/metrics/reconstruction.ts';
import { targetReport } from '../sae/metrics/targets.ts';
import { normalise } from '../sae/normalisation.ts';
import { rowsAtOnce } from '../sae/rowsAtOnce.ts';
import { SparseAutoencoder } from '../sae/sparseAutoencoder.ts';
import type { Measured } from './armResult.ts';
import type { ArmWeights } from './armStore.ts';

export interface MeasuredArm {
  measured: Measured;
  weights: ArmWeights;
}

/**
 * @param backend holds the finished SAE's encoder and b_pre, for Z
 * @param heldOut raw rows, shape [rows, dIn]
 */
export async function measureArm(
  config: SaeConfig,
  finished: FinishedSae,
  backend: Backend,
  heldOut: Float32Array,
  threads: number,
): Promise<MeasuredArm> {
  const { parameters, frequencies, rows: refitRows } = finished;
  const { dIn, dSae } = parameters;
  const { reconstruction, activity, zScores } = await passOver(finished, backend, heldOut, threads);
  const counts = activity.counts.map((count, m) => count + Math.round((frequencies[m] ?? 0) * refitRows));
  const fired = Float32Array.from(counts, (count) => (count > 0 ? 1 : 0));
  const tokens = activity.rows + refitRows;
  const { algorithm } = config;
  const lowest = algorithm.algorithm === 'gba' ? algorithm.lowestTargetFrequency : null;
  return {
    measured: {
      heldOutTokens: reconstruction.rows,
      explainedVariance: reconstruction.explainedVariance,
      nmse: reconstruction.nmse,
      cosine: reconstruction.cosine,
      l2Ratio: reconstruction.l2Ratio,
      relativeReconstructionBias: reconstruction.relativeReconstructionBias,
      l0: activity.l0,
      activeFraction: activity.activeFraction,
      activeFractionBeforeSelection: activity.activeFractionBeforeSelection,
      dead: deadFeatures(counts, tokens, lowest),
      diversity: await diversity(parameters.weights, dIn),
      firing: await firingDiversity(parameters.weights, fired, dIn),
      targets: targets(config, activity),
      maxActivation: summary(activity.maxActivations),
      z: summary(zScores),
    },
    weights: {
      dIn,
      decoder: parameters.weights.slice(0, dSae * dIn),
      maxActivations: activity.maxActivations,
      zScores,
      fired,
    },
  };
}

interface Pass {
  reconstruction: ReconstructionMetrics;
  activity: ActivityMetrics;
  zScores: Float32Array;
}

async function passOver(
  { parameters }: FinishedSae,
  backend: Backend,
  heldOut: Float32Array,
  threads: number,
): Promise<Pass> {
  const { dIn, dSae, normaliser } = parameters;
  const sae = await SparseAutoencoder.from(foldForSaelens(parameters), {}, threads);
  const reconstruction = new ReconstructionMeter(dIn);
  const activity = new ActivityMeter(dSae);
  const preActivations = new PreActivationMeter(dSae);
  try {
    const block = rowsAtOnce(dSae) * dIn;
    for (let start = 0; start < heldOut.length; start += block) {
      const raw = heldOut.subarray(start, start + block);
      const codes = await sae.encode(raw);
      reconstruction.add(raw, await sae.decode(codes, raw));
      const u = await backend.preActivations(normalise(raw, dIn, normaliser).x);
      activity.add(codes, positivePairs(u, parameters.biases));
      preActivations.add(u);
    }
  } finally {
    await sae.dispose();
  }
  return {
    reconstruction: reconstruction.result(),
    activity: activity.result(),
    zScores: preActivations.result().zScores,
  };
}

/** Pairs with y = u + b above 0; u has shape [rows, dSae]. */
function positivePairs(u: Float32Array, biases: Float32Array): number {
  let pairs = 0;
  for (let start = 0; start < u.length; start += biases.length)
    for (let m = 0; m < biases.length; m++) if ((u[start + m] ?? 0) + (biases[m] ?? 0) > 0) pairs++;
  return pairs;
}

function targets(config: SaeConfig, { densities, rows }: ActivityMetrics): Measured['targets'] {
  const { groupOf, targetFrequencies } = featureGroups(config);
  return targetFrequencies.length === 0 ? null : targetReport(densities, rows, targetFrequencies, groupOf);
}

async function firingDiversity(
  decoder: Float32Array,
  fired: Float32Array,
  dIn: number,
): Promise<Diversity | null> {
  const rows = chosenRows(decoder, fired, dIn);
  return rows.length === 0 ? null : diversity(rows, dIn);
}

/** The rows marked 1, in order, shape [marked, dIn]. */
export function chosenRows(rows: Float32Array, marks: Float32Array, dIn: number): Float32Array {
  const chosen = [...marks.keys()].filter((m) => marks[m] === 1);
  const result = new Float32Array(chosen.length * dIn);
  chosen.forEach((m, i) => {
    result.set(rows.subarray(m * dIn, (m + 1) * dIn), i * dIn);
  });
  return result;
}

function summary(values: Float32Array): { median: number; most: number } {
  const sorted = values.slice().sort();
  return { median: sorted[sorted.length >> 1] ?? 0, most: sorted.at(-1) ?? 0 };
}
