/** Reports on disk: read and checked, whoever wrote them; and the list of those in a storage. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import type { ExperimentName, ExperimentReport } from '../../protocol/experiment.ts';
import type { StoredReport } from '../../protocol/experimentRun.ts';
import { EngineError, messageOf } from '../../link/engineError.ts';

const NAMES = {
  recovery: true,
  resonance: true,
  robustness: true,
  consistency: true,
  ladder: true,
  compare: true,
  monosemanticity: true,
  splice: true,
} as const satisfies Record<ExperimentName, true>;

const column = z.object({
  name: z.string(),
  kind: z.enum(['text', 'number', 'percent']),
  digits: z.int().min(0).max(12).exactOptional(),
});
const cell = z.union([
  z.string(),
  z.number(),
  z.null(),
  z.object({ mean: z.number(), least: z.number(), most: z.number() }),
]);

const reportSchema = z.object({
  version: z.literal(1),
  experiment: z.enum(Object.keys(NAMES) as [ExperimentName, ...ExperimentName[]]),
  title: z.string(),
  command: z.string(),
  settings: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  tables: z.array(
    z.object({
      title: z.string(),
      columns: z.array(column),
      rows: z.array(z.array(cell)),
      notes: z.array(z.string()),
    }),
  ),
  plots: z.array(z.object({ file: z.string(), title: z.string(), description: z.string(), svg: z.string() })),
  checks: z.array(z.object({ expected: z.string(), found: z.string(), held: z.boolean() })),
  notes: z.array(z.string()),
  seconds: z.number(),
}) satisfies z.ZodType<ExperimentReport>;

const fileOf = (folder: string): string => path.join(folder, 'report.json');

/** @throws EngineError `notFound` without a report.json, `invalidRequest` for one that is not a report */
export function readReport(folder: string): ExperimentReport {
  const file = fileOf(folder);
  if (!existsSync(file))
    throw new EngineError(
      'notFound',
      `${folder} holds no report of an experiment (report.json). It was moved or deleted, or the experiment did not end.`,
    );
  const parsed = reportSchema.safeParse(parseJson(file));
  if (parsed.success) return parsed.data;
  throw new EngineError(
    'invalidRequest',
    `${file} is no report that this version reads: ${z.prettifyError(parsed.error)}. Run the experiment again.`,
  );
}

/** Newest first. Folders without a whole report are not listed. */
export function listReports(folder: string): StoredReport[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !/\.(tmp|old)$/u.test(entry.name))
    .flatMap((entry) => storedReport(path.join(folder, entry.name)))
    .sort((a, b) => b.writtenAt.localeCompare(a.writtenAt) || a.folder.localeCompare(b.folder));
}

function storedReport(folder: string): StoredReport[] {
  try {
    const { experiment, title } = readReport(folder);
    return [{ folder, experiment, title, writtenAt: statSync(fileOf(folder)).mtime.toISOString() }];
  } catch {
    return [];
  }
}

function parseJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new EngineError('invalidRequest', `${file} cannot be read: ${messageOf(error)}.`);
  }
}
