/** evaluation.json of a run: what it costs its language model, as last measured (docs/formats.md, docs/schemas/evaluation.schema.json). */
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import type { SpliceEvaluation } from '../../protocol/evaluation.ts';
import { explainWriteError, writeFileAtomic } from '../files/atomicFile.ts';

const count = z.int().min(0);
const estimate = z.object({
  value: z.number(),
  least: z.number().nullable(),
  most: z.number().nullable(),
});
const loss = z.object({ loss: z.number(), divergence: z.number() });

const schema = z.object({
  version: z.literal(1),
  measuredAt: z.iso.datetime(),
  program: z.string(),
  model: z.object({ name: z.string(), hash: z.string() }),
  hookPoint: z.string(),
  dSae: z.int().min(1),
  step: count.nullable(),
  text: z.object({
    documents: count,
    rows: count,
    replaced: count,
    scored: count,
    masked: z.object({ firstPosition: count, outlierNorm: count }),
    sources: z.array(z.string()),
    unseen: z.boolean(),
  }),
  cleanLoss: z.number(),
  replacedBy: z.object({ sae: loss, mean: loss, zero: loss }),
  lossIncrease: estimate,
  lossRecovered: estimate.nullable(),
  lossRecoveredFromZero: estimate.nullable(),
  divergenceScore: estimate.nullable(),
  divergence: estimate,
  explainedVariance: z.number(),
  l0: z.number(),
  seconds: z.number(),
}) satisfies z.ZodType<SpliceEvaluation>;

/** For docs/schemas. */
export function evaluationJsonSchema(): object {
  return z.toJSONSchema(schema, { io: 'output' });
}

/** A file that is there and cannot be read as an evaluation. */
export class BadEvaluationError extends Error {
  override readonly name = 'BadEvaluationError';
  readonly code = 'badRun';
  constructor(file: string, problem: string) {
    super(`${file} is no evaluation that this version reads: ${problem}. Evaluate the run again.`);
  }
}

/** Where a run's evaluation lies: in its folder, or in the storage for a run that ships with the product and cannot be written. */
export function evaluationFile(
  run: { id: string; folder: string; readOnly: boolean },
  storageRoot: string,
): string {
  return run.readOnly
    ? path.join(storageRoot, 'evaluations', `${run.id}.json`)
    : path.join(run.folder, 'evaluation.json');
}

/** The same, ready to be written to: a run's folder is never made, for it may have been deleted meanwhile. @throws NotWritableError */
export function placeForEvaluation(run: Parameters<typeof evaluationFile>[0], storageRoot: string): string {
  const file = evaluationFile(run, storageRoot);
  if (!run.readOnly) return file;
  try {
    mkdirSync(path.dirname(file), { recursive: true });
  } catch (error) {
    throw explainWriteError(file, error);
  }
  return file;
}

/** Null where there is none. @throws BadEvaluationError */
export function readEvaluation(file: string): SpliceEvaluation | null {
  if (!existsSync(file)) return null;
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new BadEvaluationError(file, error instanceof Error ? error.message : String(error));
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new BadEvaluationError(file, z.prettifyError(parsed.error));
}

/** @throws DiskFullError, NotWritableError */
export function writeEvaluation(file: string, evaluation: SpliceEvaluation): void {
  writeFileAtomic(file, `${JSON.stringify(evaluation, null, 2)}\n`);
}
