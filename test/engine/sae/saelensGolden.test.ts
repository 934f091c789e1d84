import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { foldForSaelens } from '../../../native-worker/sae/formats/saelensFold.ts';
import { SparseAutoencoder } from '../../../native-worker/sae/sparseAutoencoder.ts';
import { exampleCases } from '../../unit/sae/exampleCases.ts';
import { exampleSae } from '../../unit/sae/exampleSae.ts';

const matrix = z.array(z.array(z.number()));
/** Made by tools/reference/saelens_golden.py with the version of SAELens that it names. */
const golden = z
  .object({
    cases: z.record(
      z.string(),
      z.object({
        architecture: z.string(),
        k: z.int().nullable(),
        training: z.string(),
        activations: matrix,
        reconstruction: matrix,
      }),
    ),
  })
  .parse(JSON.parse(await readFile('test/fixtures/saelens/golden.json', 'utf8')));

it.each(exampleCases)(
  'SAELens computes the same from our $name export, to 1e-4',
  async ({ name, form, normaliser }) => {
    const { parameters, raw } = exampleSae(form, normaliser);
    const sae = await SparseAutoencoder.from(foldForSaelens(parameters));
    const codes = await sae.encode(raw);
    const dense = new Float32Array(codes.rows * sae.dSae);
    for (let row = 0; row < codes.rows; row++) {
      for (let pair = codes.rowPointers[row] ?? 0; pair < (codes.rowPointers[row + 1] ?? 0); pair++) {
        dense[row * sae.dSae + (codes.features[pair] ?? 0)] = codes.values[pair] ?? 0;
      }
    }
    const expected = golden.cases[name];
    expect(expected).toMatchObject({
      architecture: form.architecture,
      k: form.k,
      training: form.algorithm,
    });
    const close = (got: Float32Array, rows: number[][] | undefined): void => {
      const flat = rows?.flat() ?? [];
      expect(flat.length).toBe(got.length);
      expect(flat.some((value) => value !== 0)).toBe(true);
      flat.forEach((value, i) => {
        expect(Math.abs(value - (got[i] ?? NaN))).toBeLessThan(1e-4);
      });
    };
    close(dense, expected?.activations);
    close(await sae.decode(codes, raw), expected?.reconstruction);
    await sae.dispose();
  },
);
