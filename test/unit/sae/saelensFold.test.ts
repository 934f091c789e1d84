import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readSaelens } from '../../../native-worker/sae/formats/openSaelens.ts';
import { writeSaelens } from '../../../native-worker/sae/formats/saelens.ts';
import { foldedReader, foldForSaelens } from '../../../native-worker/sae/formats/saelensFold.ts';
import { exampleCases } from './exampleCases.ts';
import { exampleSae } from './exampleSae.ts';

/** Of sae_weights.safetensors as it was written when it was made in one piece. */
const hashes: Readonly<Record<string, string>> = {
  'gba-token': '9af379c916445635',
  'gba-dataset': '3c1df6c8479e8ffc',
  'gba-relu-token': 'ae48a579f971a070',
  'gba-relu-dataset': 'b4abaca3e076a7d2',
  'gba-polished-token': '7f7e1b9056eba4b3',
  'gba-polished-dataset': '0193ddd790fd3910',
  'topk-token': '59020371df2b6bcb',
  'topk-dataset': 'adefc56114b1a3fb',
  'topk-tied-token': 'fc1b61ea4910b143',
  'topk-tied-dataset': '8a94c149506c3f7c',
  'batchtopk-token': '38f1e43872b6b32b',
  'batchtopk-dataset': '35c9bfc35c8d7f5e',
  'matryoshka-token': '38f1e43872b6b32b',
  'matryoshka-dataset': '35c9bfc35c8d7f5e',
  'l1-token': '6b94ecfe48977c01',
  'l1-dataset': '19e8badb619347a5',
  'jumprelu-token': '6b0c4af644aef0d7',
  'jumprelu-dataset': '6a4fb6583af4f870',
};

it.each(exampleCases)(
  'The exported bytes of $name are those they have always been',
  async ({ name, form, normaliser }) => {
    const { parameters } = exampleSae(form, normaliser, [24, 70]);
    const folder = mkdtempSync(path.join(tmpdir(), 'monosema-export-'));
    try {
      await writeSaelens(folder, foldedReader(parameters), new Float32Array(70), { copied: {} });
      const bytes = readFileSync(path.join(folder, 'sae_weights.safetensors'));
      expect(createHash('sha256').update(bytes).digest('hex').slice(0, 16)).toBe(hashes[name]);
      expect((await readSaelens(folder)).weights).toEqual(foldForSaelens(parameters));
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
);

it('Any stretch of a folded matrix is that of the whole', async () => {
  const [example] = exampleCases;
  if (!example) throw new Error('There is no example.');
  const { parameters } = exampleSae(example.form, example.normaliser, [24, 70]);
  const folded = foldForSaelens(parameters);
  const reader = foldedReader(parameters);
  const place = fc.integer({ min: 0, max: 24 * 70 });
  await fc.assert(
    fc.asyncProperty(fc.constantFrom('encoder', 'decoder'), place, place, async (matrix, one, other) => {
      const [from, to] = [Math.min(one, other), Math.max(one, other)];
      expect(await reader.read(matrix, from, to)).toEqual(folded[matrix].slice(from, to));
    }),
  );
});
