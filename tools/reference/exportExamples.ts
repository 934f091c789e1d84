/** Writes the example SAEs of the unit tests as SAELens folders, with their raw input rows, for saelens_golden.py. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeSaelens } from '../../native-worker/sae/formats/saelens.ts';
import { foldForSaelens } from '../../native-worker/sae/formats/saelensFold.ts';
import { encodeSafetensors } from '../../native-worker/sae/formats/safetensors.ts';
import { exampleSae } from '../../test/unit/sae/exampleSae.ts';
import { exampleCases } from '../../test/unit/sae/exampleCases.ts';

const [folder = 'out'] = process.argv.slice(2);
for (const { name, form, normaliser } of exampleCases) {
  const { parameters, raw } = exampleSae(form, normaliser);
  const place = join(folder, name);
  await mkdir(place, { recursive: true });
  await writeSaelens(place, foldForSaelens(parameters), new Float32Array(parameters.dSae).fill(0.01), {
    modelName: 'starter',
    hookPoint: 'blocks.2.hook_resid_post',
    contextSize: 64,
    prependBos: true,
    corpus: 'none',
    algorithm: form.algorithm,
    training: { algorithm: form.algorithm },
  });
  const { dIn } = parameters;
  const rows = { shape: [raw.length / dIn, dIn], data: raw };
  await writeFile(join(place, 'raw.safetensors'), encodeSafetensors({ raw: rows }));
}
