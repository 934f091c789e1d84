/**
 * run.json: what a run was asked to do, what it ran on, and how it stands. Versioned; parsed wherever it is read. Only the
 * holder of the run's lock writes it.
 */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { CorpusSummary } from '../../protocol/corpus.ts';
import { DEVICES } from '../../protocol/device.ts';
import type { DeviceReport, RunDevices } from '../../protocol/device.ts';
import type { RunProgress } from '../../protocol/run.ts';
import { writeFileAtomic } from '../files/atomicFile.ts';
import { importedSchema } from './importedSchema.ts';
import { trainRequestSchema } from './trainRequestSchema.ts';

const count = z.int().min(0);
const computeDevice = z.enum(['webgpu', 'cuda', 'coreml', 'dml', 'cpu', 'reference']);

const deviceReportSchema = z.object({
  requested: z.enum([...DEVICES, 'reference']),
  chosen: computeDevice,
  reason: z.string(),
  rejected: z.array(z.object({ device: computeDevice, reason: z.string() })),
  int8: z.boolean().exactOptional(),
}) satisfies z.ZodType<DeviceReport>;

const runDevicesSchema = z.object({
  llm: deviceReportSchema,
  sae: deviceReportSchema,
  activations: z.object({ on: z.enum(['device', 'host']), reason: z.string() }).exactOptional(),
}) satisfies z.ZodType<RunDevices>;

const corpusSummarySchema = z.object({
  hash: z.string(),
  documents: count,
  characters: count,
  tokens: count,
  trainRows: count,
  heldOutRows: count,
  skipped: z.array(z.object({ path: z.string(), reason: z.string() })),
  duplicates: count,
  notes: z.array(z.string()).exactOptional(),
}) satisfies z.ZodType<CorpusSummary>;

const progressSchema = z.object({
  phase: z.enum(['waiting', 'corpus', 'harvest', 'train', 'refit', 'index', 'export', 'done']),
  fraction: z.number().min(0).max(1),
  step: count,
  steps: count,
  tokens: count,
  tokensPerSecond: z.number().nullable(),
  secondsLeft: z.number().nullable(),
}) satisfies z.ZodType<RunProgress>;

export const runFileSchema = z.object({
  version: z.literal(1),
  id: z.string().min(1),
  name: z.string().min(1),
  createdAt: z.iso.datetime(),
  /** As the job last wrote it; `running` with no live job means that it was interrupted (see runSummary.ts). */
  status: z.enum(['starting', 'running', 'paused', 'stopped', 'failed', 'finished', 'interrupted']),
  problem: z.string().nullable(),
  request: trainRequestSchema,
  model: z.object({ name: z.string(), hash: z.string(), dIn: z.int().min(1) }),
  corpus: corpusSummarySchema.nullable(),
  devices: runDevicesSchema.nullable(),
  /** What was chosen by timing or measured on the way; a resumed run takes it from here, so that it gives the same bits. */
  choices: z
    .object({
      threads: z.int().min(1).nullable(),
      /** Rows a forward pass of the language model. */
      rowsPerBatch: z.int().min(1),
      /** Tokens a shuffle block. */
      blockTokens: z.int().min(1),
      /** Norms above ten times this, raw units, are masked. */
      medianNorm: z.number(),
      /** Whether the next block is harvested while training goes on; runs from before that was possible have none. */
      harvestAhead: z.boolean().exactOptional(),
      /** Fingerprint of the activations on disk that a run of a group is trained from; see storedActivations.ts. */
      stored: z.string().exactOptional(),
    })
    .nullable(),
  /** Positions left out of training and why. */
  masked: z.record(z.string(), count).nullable(),
  progress: progressSchema.nullable(),
  /** Step of the newest complete index. */
  indexStep: count.nullable(),
  /** What made the run: for reports and for reading old runs. */
  versions: z.object({ monosema: z.string(), node: z.string(), platform: z.string() }),
  /** Hash of the rules of `monosema evaluate --monosemanticity` as they stood when the run began; older runs have none. */
  rules: z.string().exactOptional(),
  /** Only of runs whose SAE was made elsewhere: see importTrainRequest.ts for what their `request` then means. */
  imported: importedSchema.exactOptional(),
});
export type RunFile = z.infer<typeof runFileSchema>;
export type RunChoices = NonNullable<RunFile['choices']>;

/** A run.json that cannot be read: missing, no JSON, of another version, or with wrong fields. */
export class BadRunFileError extends Error {
  override readonly name = 'BadRunFileError';
  readonly code = 'badRun';
}

/** @throws BadRunFileError naming the file and each wrong field. */
export function readRunFile(file: string): RunFile {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new BadRunFileError(`${file} cannot be read (${reason}).`, { cause: error });
  }
  const parsed = runFileSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new BadRunFileError(
    `${file} is no run of this version of Monosema: ${z.prettifyError(parsed.error)}`,
  );
}

/** @throws DiskFullError */
export function writeRunFile(file: string, run: RunFile): void {
  writeFileAtomic(file, `${JSON.stringify(run, null, 2)}\n`);
}
