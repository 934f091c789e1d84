/** A run's work in this process, and what it must leave bit for bit. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { appendMetrics } from '../../../native-worker/runs/metricsLog.ts';
import { RunControl } from '../../../native-worker/runs/runControl.ts';
import { readRunFile, writeRunFile } from '../../../native-worker/runs/runFile.ts';
import { runPaths } from '../../../native-worker/runs/runFolder.ts';
import type { RunObserver } from '../../../native-worker/runs/runWork.ts';
import { trainRun } from '../../../native-worker/runs/trainRun.ts';
import type { RunPhase, RunProgress, RunSummary } from '../../../protocol/run.ts';

export interface Seen {
  phases: RunPhase[];
  fractions: number[];
  indexed: number[];
  masked: Record<string, number>;
  log: string[];
}

/** Does the run's work as a job would; asks it to stop at a step, or where a test says so. */
export async function work(
  run: RunSummary,
  stop: number | ((progress: RunProgress) => boolean) = Infinity,
): Promise<{ outcome: string; seen: Seen }> {
  const isEnd = typeof stop === 'number' ? ({ step }: RunProgress): boolean => step >= stop : stop;
  const paths = runPaths(run.folder);
  const seen: Seen = { phases: [], fractions: [], indexed: [], masked: {}, log: [] };
  const control = new RunControl();
  const record = (change: object): void => {
    writeRunFile(paths.runFile, { ...readRunFile(paths.runFile), ...change });
  };
  const observer: RunObserver = {
    corpus: (summary) => {
      record({ corpus: summary });
    },
    devices: (devices) => {
      record({ devices });
    },
    choices: (choices) => {
      record({ choices });
    },
    imported: (imported) => {
      record({ imported });
    },
    masked: (counts) => {
      seen.masked = counts;
    },
    metrics: (line) => {
      appendMetrics(paths.metrics, line);
    },
    indexed: (step) => {
      seen.indexed.push(step);
    },
    log: (_, message) => {
      seen.log.push(message);
    },
    progress: (progress) => {
      if (seen.phases.at(-1) !== progress.phase) seen.phases.push(progress.phase);
      seen.fractions.push(progress.fraction);
      if (isEnd(progress)) control.stop('user');
    },
  };
  const recorded = readRunFile(paths.runFile);
  const outcome = await trainRun({ paths, request: recorded.request, run: recorded, control, observer });
  return { outcome, seen };
}

function hashOf(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

/** Everything that must be the same bit for bit: the last checkpoint and the exported weights. */
export function fingerprint(run: RunSummary): Record<string, string> {
  const { checkpoints, sae } = runPaths(run.folder);
  const last = readdirSync(checkpoints).sort().at(-1) ?? '';
  return {
    name: last,
    checkpoint: hashOf(path.join(checkpoints, last)),
    weights: hashOf(path.join(sae, 'sae_weights.safetensors')),
    sparsity: hashOf(path.join(sae, 'sparsity.safetensors')),
  };
}
