/**
 * The job of an imported run: corpus -> rows -> the SAE's files brought to our form -> a sample, which says whether it fits this model
 * here -> feature index. What is already there is not done again, so a stopped one goes on with the index.
 */
import type { ImportedSae } from '../../protocol/foreignSae.ts';
import { writeSparsity } from '../sae/formats/saelens.ts';
import { ActivityMeter, type ActivityMetrics } from '../sae/metrics/activity.ts';
import { ReconstructionMeter } from '../sae/metrics/reconstruction.ts';
import { SparseAutoencoder } from '../sae/sparseAutoencoder.ts';
import { findTwins, type Twins } from '../sae/twins.ts';
import { buildIndex } from './buildIndex.ts';
import { isMisfit, misfits } from './importMisfits.ts';
import { importSample, openImportParts } from './importParts.ts';
import { RunReporter } from './runReporter.ts';
import type { RunWork, RunWorkOptions } from './runWork.ts';
import { takeOver } from './takeOver.ts';

/** Rows of the sample at a time. */
const BLOCK_ROWS = 2048;

export const importRun: RunWork = async (options) => {
  const reporter = new RunReporter({ observer: options.observer, steps: 0, batchTokens: 1, firstStep: 0 });
  reporter.begin('corpus');
  const parts = await openImportParts(options, reporter);
  try {
    const sample = await importSample(options, parts);
    reporter.begin('export');
    const imported = await takeOver(options, parts, sample);
    await measure(options, imported, sample, parts.choices.threads);
    await options.control.check();
    const twins = await twinsOf(options);
    reporter.begin('index');
    await buildIndex({ options, parts, reporter, twins, step: 0 });
    options.observer.indexed(0);
    reporter.begin('done');
    return 'finished';
  } finally {
    await parts.reader.dispose();
  }
};

/** Whether it reconstructs what it reads here: the one check that no name can pass for. */
async function measure(
  { paths, observer, control }: RunWorkOptions,
  imported: ImportedSae,
  raw: Float32Array,
  threads: number | null,
): Promise<void> {
  const sae = await SparseAutoencoder.load(paths.sae, threads ?? undefined);
  try {
    const { explainedVariance, activity } = await triedOn(sae, raw, () => control.check());
    await writeSparsity(paths.sae, activity.densities);
    const dead = activity.counts.filter((count) => count === 0).length;
    const sample = { tokens: activity.rows, explainedVariance, l0: activity.l0, dead };
    const warnings = [...imported.warnings.filter((text) => !isMisfit(text)), ...misfits(sample)];
    observer.imported({ ...imported, sample, warnings });
  } finally {
    await sae.dispose();
  }
}

/** A block at a time: where the model is another, half of all features may be active on every token. */
async function triedOn(
  sae: SparseAutoencoder,
  raw: Float32Array,
  check: () => Promise<void>,
): Promise<{ explainedVariance: number; activity: ActivityMetrics }> {
  const reconstruction = new ReconstructionMeter(sae.dIn);
  const activity = new ActivityMeter(sae.dSae);
  for (let from = 0; from < raw.length; from += BLOCK_ROWS * sae.dIn) {
    await check();
    const rows = raw.subarray(from, from + BLOCK_ROWS * sae.dIn);
    const codes = await sae.encode(rows);
    activity.add(codes);
    reconstruction.add(rows, await sae.decode(codes, rows));
  }
  const { explainedVariance } = reconstruction.result();
  return { explainedVariance, activity: activity.result() };
}

async function twinsOf({ paths, control }: RunWorkOptions): Promise<Twins> {
  const sae = await SparseAutoencoder.load(paths.sae);
  try {
    return await findTwins(await sae.readDecoder(), sae.dIn, undefined, () => control.check());
  } finally {
    await sae.dispose();
  }
}
