/**
 * The job of an imported run: corpus -> rows -> the SAE's files brought to our form -> a sample, which says whether it fits this model
 * here -> feature index. What is already there is not done again, so a stopped one goes on with the index.
 */
import type { ImportedSae } from '../../protocol/foreignSae.ts';
import { writeSparsity } from '../sae/formats/saelens.ts';
import { densities, meanActive } from '../sae/metrics/activity.ts';
import { reconstructionMetrics } from '../sae/metrics/reconstruction.ts';
import { SparseAutoencoder } from '../sae/sparseAutoencoder.ts';
import { findTwins, type Twins } from '../sae/twins.ts';
import { buildIndex } from './buildIndex.ts';
import { isMisfit, misfits } from './importMisfits.ts';
import { importSample, openImportParts } from './importParts.ts';
import { RunReporter } from './runReporter.ts';
import type { RunWork, RunWorkOptions } from './runWork.ts';
import { takeOver } from './takeOver.ts';

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
  { paths, observer }: RunWorkOptions,
  imported: ImportedSae,
  raw: Float32Array,
  threads: number | null,
): Promise<void> {
  const sae = await SparseAutoencoder.load(paths.sae, threads ?? undefined);
  try {
    const codes = await sae.encode(raw);
    const { explainedVariance } = reconstructionMetrics(raw, await sae.decode(codes, raw), sae.dIn);
    const shares = densities(codes, sae.dSae);
    await writeSparsity(paths.sae, shares);
    const sample = {
      tokens: codes.rows,
      explainedVariance,
      l0: meanActive(codes),
      dead: shares.filter((share) => share === 0).length,
    };
    const warnings = [...imported.warnings.filter((text) => !isMisfit(text)), ...misfits(sample)];
    observer.imported({ ...imported, sample, warnings });
  } finally {
    await sae.dispose();
  }
}

async function twinsOf({ paths, control }: RunWorkOptions): Promise<Twins> {
  const sae = await SparseAutoencoder.load(paths.sae);
  try {
    return await findTwins(await sae.readDecoder(), sae.dIn, undefined, () => control.check());
  } finally {
    await sae.dispose();
  }
}
