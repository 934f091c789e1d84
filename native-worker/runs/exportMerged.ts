/**
 * Exports a run's SAE with its twins merged. The run's own `sae` folder stays as it is, and `clusters.json` tells what each merged
 * feature was made of: the step can be looked at and taken back. Layout: docs/formats.md.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { MergedTwins } from '../../protocol/run.ts';
import { readSaelens } from '../sae/formats/openSaelens.ts';
import { writeSaelens } from '../sae/formats/saelens.ts';
import { foldedReader } from '../sae/formats/saelensFold.ts';
import { unfoldSaelens } from '../sae/formats/saelensUnfold.ts';
import { refitRows } from '../sae/finish.ts';
import { mergeTwins, type MergedSae } from '../sae/mergeTwins.ts';
import { explainWriteError } from '../files/atomicFile.ts';
import { readRunFile } from './runFile.ts';
import { runPaths } from './runFolder.ts';
import { runSample } from './runSample.ts';

export interface MergedExportOptions {
  runFolder: string;
  /** Where the run's model lies on this machine. */
  modelFolder: string;
  /** The new SAELens folder. */
  folder: string;
  /** Features whose decoder rows have a larger cosine are merged. */
  cosine: number;
  signal: AbortSignal;
}

/** @throws BadRunFileError, SaelensFolderError, and what the model says */
export async function exportMerged(options: MergedExportOptions): Promise<MergedTwins> {
  const { runFolder, modelFolder, folder, cosine, signal } = options;
  const paths = runPaths(runFolder);
  const run = readRunFile(paths.runFile);
  const { weights, metadata } = await readSaelens(paths.sae);
  const sample = await runSample({ run, modelFolder, tokens: refitRows(weights.dSae), signal });
  const merged = await mergeTwins(unfoldSaelens(weights), sample, cosine);
  signal.throwIfAborted();
  const summary: MergedTwins = {
    featuresBefore: weights.dSae,
    features: merged.clusters.length,
    clusters: merged.clusters.filter(({ length }) => length > 1).length,
    l0: merged.l0,
  };
  await writeMerged(folder, merged, metadata, { cosine, ...summary });
  return summary;
}

async function writeMerged(
  folder: string,
  { parameters, clusters, frequencies, l0 }: MergedSae,
  metadata: Readonly<Record<string, unknown>>,
  summary: MergedTwins & { cosine: number },
): Promise<void> {
  const copied = {
    ...metadata,
    l0: l0.after,
    num_dead_features: frequencies.filter((frequency) => frequency === 0).length,
    merged_twins: {
      cosine: summary.cosine,
      d_sae_before: summary.featuresBefore,
      merged_features: summary.clusters,
      l0_before: l0.before,
      clusters: 'clusters.json',
    },
  };
  const file = { version: 1, cosine: summary.cosine, d_sae_before: summary.featuresBefore, clusters };
  try {
    await mkdir(folder, { recursive: true });
    // Before cfg.json, whose presence says that the folder is whole.
    await writeFile(path.join(folder, 'clusters.json'), `${JSON.stringify(file)}\n`);
    await writeSaelens(folder, foldedReader(parameters), frequencies, { copied });
  } catch (error) {
    throw explainWriteError(folder, error);
  }
}
