/** A run folder as everyone sees it: run.json, set right by whether its job still lives. A broken folder is shown, never lost. */
import { statSync } from 'node:fs';
import path from 'node:path';
import type { MetricsLine, RunSummary } from '../../protocol/run.ts';
import { readMetrics } from './metricsLog.ts';
import { readRunFile, type RunFile } from './runFile.ts';
import { runPaths, type RunPaths } from './runFolder.ts';
import { unconvergedWarning } from './convergence.ts';
import { liveLockHolder } from '../files/folderLock.ts';

/** A run just created has no job yet; after this long without one it never got it. */
const STARTING_MS = 30_000;

export interface SummaryOptions {
  readOnly: boolean;
  /** Turns the request's model folder as stored into the path on this machine. */
  resolveModelFolder: (stored: string) => string;
}

export function summariseRun(root: string, options: SummaryOptions): RunSummary {
  const paths = runPaths(root);
  try {
    return summaryOf(paths, readRunFile(paths.runFile), options);
  } catch (error) {
    return brokenSummary(paths, error instanceof Error ? error.message : String(error), options);
  }
}

function summaryOf(paths: RunPaths, run: RunFile, options: SummaryOptions): RunSummary {
  const lastMetrics = readMetrics(paths.metrics).at(-1) ?? null;
  const { status, problem, progress } = options.readOnly ? run : trueStatus(paths, run, lastMetrics);
  const warnings: string[] = [...(run.imported?.warnings ?? [])];
  const warning =
    status === 'finished' && lastMetrics !== null
      ? unconvergedWarning(lastMetrics, run.request.sae.algorithm)
      : null;
  if (warning !== null) warnings.push(warning);
  return {
    id: run.id,
    name: run.name,
    folder: paths.root,
    status,
    problem,
    createdAt: run.createdAt,
    request: { ...run.request, modelFolder: options.resolveModelFolder(run.request.modelFolder) },
    modelName: run.model.name,
    dIn: run.model.dIn,
    corpus: run.corpus,
    devices: run.devices,
    progress,
    lastMetrics,
    ...(warnings.length === 0 ? {} : { warnings }),
    ...(run.imported === undefined ? {} : { imported: run.imported }),
    indexStep: run.indexStep,
    readOnly: options.readOnly,
  };
}

/** What run.json says, unless it speaks of a job that is no more. */
function trueStatus(
  paths: RunPaths,
  run: RunFile,
  lastMetrics: MetricsLine | null,
): Pick<RunFile, 'status' | 'problem' | 'progress'> {
  const claimsJob = run.status === 'starting' || run.status === 'running' || run.status === 'paused';
  if (!claimsJob || liveLockHolder(paths) !== null) return run;
  const young = run.status === 'starting' && Date.now() - Date.parse(run.createdAt) < STARTING_MS;
  if (young) return run;
  // Progress is written at each phase only; metrics tell how far the killed job was.
  const step = Math.max(run.progress?.step ?? 0, lastMetrics?.step ?? 0);
  const problem =
    `Its process ended without a word${step > 0 ? ` after step ${step}` : ''} (killed, or the machine went down). ` +
    `Resume goes on from the newest checkpoint; ${path.basename(paths.log)} in the run's folder may tell why.`;
  return {
    status: 'interrupted',
    problem,
    progress: run.progress === null ? null : { ...run.progress, step },
  };
}

function brokenSummary(paths: RunPaths, problem: string, { readOnly }: SummaryOptions): RunSummary {
  const id = path.basename(paths.root);
  return {
    id,
    name: id,
    folder: paths.root,
    status: 'failed',
    problem: `${problem} Its other files are untouched; mend run.json, or delete the run.`,
    createdAt: changedAt(paths.root),
    request: EMPTY_REQUEST,
    modelName: 'unknown',
    dIn: 0,
    corpus: null,
    devices: null,
    progress: null,
    lastMetrics: null,
    indexStep: null,
    readOnly,
  };
}

function changedAt(folder: string): string {
  try {
    return statSync(folder).mtime.toISOString();
  } catch {
    return new Date(0).toISOString();
  }
}

/** Stands in where run.json cannot be read; nothing can be started from it. */
const EMPTY_REQUEST: RunSummary['request'] = {
  modelFolder: '',
  hookPoint: '',
  corpus: { kind: 'starter' },
  contextSize: 0,
  sae: {
    dSae: 0,
    batchTokens: 0,
    trainingTokens: 0,
    learningRate: 0,
    finalLearningRateShare: 0,
    seed: 0,
    algorithm: {
      algorithm: 'gba',
      preset: 'recommended',
      groups: 0,
      highestTargetFrequency: 0,
      lowestTargetFrequency: 0,
      adaptEverySteps: 0,
      adaptation: 'published',
      polishSteps: 0,
      biasStepDown: 0,
      biasStepUp: 0,
      activation: 'jumprelu',
      outputScale: 0,
      finalOutputScale: 0,
      trainOutputScale: false,
      initialBias: 'quantile',
      preBias: 'mean',
      normalisation: 'token',
      refit: false,
    },
  },
  llmDevice: 'auto',
  saeDevice: 'auto',
  checkpointEverySteps: 0,
};
