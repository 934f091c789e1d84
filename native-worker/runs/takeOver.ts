/** Brings the files of an SAE made elsewhere to our form, in the folder of the run. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { ImportedSae } from '../../protocol/foreignSae.ts';
import { activationStatistics } from '../activations/activationNorms.ts';
import { explainWriteError } from '../files/atomicFile.ts';
import { withInputScale } from '../sae/formats/foreign/assemble.ts';
import { ForeignSaeError } from '../sae/formats/foreign/foreignError.ts';
import { openForeignSae } from '../sae/formats/foreign/openForeign.ts';
import { writeSaelens } from '../sae/formats/saelens.ts';
import type { ImportParts } from './importParts.ts';
import { BadRunFileError } from './runFile.ts';
import type { RunWorkOptions } from './runWork.ts';

/** Writes the SAE in our form, unless an earlier job did. */
export async function takeOver(
  { paths, request, run, observer }: RunWorkOptions,
  { model, tokenizer, reader }: ImportParts,
  sample: Float32Array,
): Promise<ImportedSae> {
  const { imported } = run;
  if (imported === undefined) throw new BadRunFileError(`run.json of ${paths.root} names no SAE to import.`);
  if (existsSync(path.join(paths.sae, 'cfg.json'))) return imported;
  const found = await openForeignSae(imported.source);
  const dIn = reader.hookPoint.width;
  if (found.dIn !== dIn || found.dSae !== request.sae.dSae)
    throw new ForeignSaeError(
      imported.source,
      'its files have changed since the import began. Import it anew.',
    );
  const sae = await found.load();
  const inputScale = found.needsInputScale ? scaleFor(sample, dIn) : null;
  try {
    await writeSaelens(paths.sae, inputScale === null ? sae : withInputScale(sae, inputScale), null, {
      modelName: model.summary.name,
      hookPoint: request.hookPoint,
      contextSize: request.contextSize,
      prependBos: tokenizer.bosId !== null,
      corpus: imported.origin.dataset ?? 'unknown',
      algorithm: `${imported.format}: ${imported.kind}`,
      training: found.config,
    });
  } catch (error) {
    throw explainWriteError(paths.sae, error);
  }
  if (inputScale === null) return imported;
  const scaled = { ...imported, inputScale };
  observer.imported(scaled);
  return scaled;
}

/** `expected_average_only_in`: inputs are brought to a mean norm of sqrt(dIn). */
function scaleFor(sample: Float32Array, dIn: number): number {
  return Math.sqrt(dIn) / activationStatistics(sample, dIn).meanNorm;
}
