/**
 * The folder of a comparison: `arms/` grows while it runs; report.json, report.md, results.json and the pictures are written at its end,
 * each whole or not at all, over those of an earlier run with the same arms.
 */
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { ExperimentReport } from '../../protocol/experiment.ts';
import { reportMarkdown } from '../experiments/reportText.ts';
import { NotAReportFolderError } from '../experiments/writeReport.ts';
import { explainWriteError, writeFileAtomic } from '../files/atomicFile.ts';
import { compareResultsSchema } from './compareResults.ts';
import type { CompareResults } from './compareResults.ts';

/** Makes it. @throws NotAReportFolderError where other files lie in it, DiskFullError, NotWritableError */
export function openComparisonFolder(folder: string): void {
  const names = existsSync(folder) ? namesIn(folder) : [];
  if (names.length > 0 && !names.includes('arms') && !names.includes('results.json'))
    throw new NotAReportFolderError(folder);
  try {
    mkdirSync(path.join(folder, 'arms'), { recursive: true });
  } catch (error) {
    throw explainWriteError(folder, error);
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    throw new NotAReportFolderError(folder);
  }
}

/** report.json last: a folder with it is whole. @throws DiskFullError, NotWritableError */
export function writeComparison(folder: string, report: ExperimentReport, results: CompareResults): void {
  const file = (name: string): string => path.join(folder, path.basename(name));
  for (const plot of report.plots) writeFileAtomic(file(plot.file), plot.svg);
  const checked = compareResultsSchema.parse(results);
  writeFileAtomic(file('results.json'), `${JSON.stringify(checked, null, 2)}\n`);
  writeFileAtomic(file('report.md'), reportMarkdown(report));
  writeFileAtomic(file('report.json'), `${JSON.stringify(report, null, 2)}\n`);
}
