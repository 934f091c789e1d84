/** metrics.jsonl: one MetricsLine a line, appended by the job, read by anyone while it grows. */
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import type { MetricsLine } from '../../protocol/run.ts';
import { explainWriteError, writeFileAtomic } from '../files/atomicFile.ts';

export function appendMetrics(file: string, line: MetricsLine): void {
  try {
    appendFileSync(file, `${JSON.stringify(line)}\n`);
  } catch (error) {
    throw explainWriteError(file, error);
  }
}

/** Lines of steps above `sinceStep`, in order. A last line cut off by a crash is left out. */
export function readMetrics(file: string, sinceStep = -1): MetricsLine[] {
  if (!existsSync(file)) return [];
  const lines: MetricsLine[] = [];
  for (const text of readFileSync(file, 'utf8').split('\n')) {
    const line = parseLine(text);
    if (line !== null && line.step > sinceStep) lines.push(line);
  }
  return lines;
}

/** Drops what came after the checkpoint that a resumed run starts from, so that no step stands there twice. */
export function truncateMetrics(file: string, lastStep: number): void {
  if (!existsSync(file)) return;
  const kept = readMetrics(file).filter((line) => line.step <= lastStep);
  writeFileAtomic(file, kept.map((line) => `${JSON.stringify(line)}\n`).join(''));
}

function parseLine(text: string): MetricsLine | null {
  if (text === '') return null;
  try {
    const value: unknown = JSON.parse(text);
    const whole =
      typeof value === 'object' && value !== null && 'step' in value && typeof value.step === 'number';
    return whole ? (value as MetricsLine) : null;
  } catch {
    return null;
  }
}
