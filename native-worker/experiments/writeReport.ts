/**
 * A report as a folder: report.json (all of it, pictures included), report.md and the pictures. The folder appears whole or not at all:
 * it is written under a temporary name beside its place and renamed. An older report in its place is replaced, anything else is left alone.
 */
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ExperimentReport } from '../../protocol/experiment.ts';
import { explainWriteError } from '../files/atomicFile.ts';
import { reportMarkdown } from './reportText.ts';

export class NotAReportFolderError extends Error {
  override readonly name = 'NotAReportFolderError';
  readonly code = 'invalidRequest';
  constructor(folder: string) {
    super(
      `${folder} holds files that are no report of an experiment, and a report replaces its folder. Name another by --out.`,
    );
  }
}

/** Call it before an experiment, so that minutes of work do not end in this error. @throws NotAReportFolderError */
export function checkReportFolder(folder: string): void {
  if (!existsSync(folder)) return;
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    throw new NotAReportFolderError(folder);
  }
  if (names.length > 0 && !names.includes('report.json')) throw new NotAReportFolderError(folder);
}

/** @throws NotAReportFolderError, DiskFullError, NotWritableError */
export function writeReport(folder: string, report: ExperimentReport): void {
  checkReportFolder(folder);
  const target = path.resolve(folder);
  const temporary = `${target}.${process.pid}.tmp`;
  const replaced = `${target}.${process.pid}.old`;
  try {
    mkdirSync(temporary, { recursive: true });
    for (const { file, svg } of report.plots) writeFileSync(path.join(temporary, path.basename(file)), svg);
    writeFileSync(path.join(temporary, 'report.md'), reportMarkdown(report));
    writeFileSync(path.join(temporary, 'report.json'), `${JSON.stringify(report, null, 2)}\n`);
    if (existsSync(target)) renameSync(target, replaced);
    renameSync(temporary, target);
  } catch (error) {
    if (existsSync(replaced) && !existsSync(target)) renameSync(replaced, target);
    throw explainWriteError(target, error);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
    rmSync(replaced, { recursive: true, force: true });
  }
}
