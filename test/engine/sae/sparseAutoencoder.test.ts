import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SparseCodes } from '../../../native-worker/compute/backend.ts';
import { CodeCollector } from '../../../native-worker/compute/scanCodes.ts';
import { SaelensFolderError, writeSaelens } from '../../../native-worker/sae/formats/saelens.ts';
import { foldForSaelens } from '../../../native-worker/sae/formats/saelensFold.ts';
import { decodeSafetensors } from '../../../native-worker/sae/formats/safetensors.ts';
import { denormalise, normalise } from '../../../native-worker/sae/normalisation.ts';
import { decodeCodes } from '../../../native-worker/sae/saeParameters.ts';
import type { SaeParameters } from '../../../native-worker/sae/saeParameters.ts';
import { SparseAutoencoder } from '../../../native-worker/sae/sparseAutoencoder.ts';
import { exampleSae } from '../../unit/sae/exampleSae.ts';

const metadata = {
  modelName: 'starter',
  hookPoint: 'blocks.2.hook_resid_post',
  contextSize: 64,
  prependBos: true,
  corpus: 'three lines',
  training: { algorithm: 'gba' },
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'monosema-sae-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** The plain twin: the definition, in float64. */
function plainCodes(
  raw: Float32Array,
  sae: SaeParameters,
): { codes: SparseCodes; reconstruction: Float32Array } {
  const { dIn, dSae, weights, preBias } = sae;
  const { x, factors } = normalise(raw, dIn, sae.normaliser);
  const u = new Float32Array((x.length / dIn) * dSae);
  for (let at = 0; at < u.length; at++) {
    const [row, m] = [Math.floor(at / dSae), at % dSae];
    let sum = 0;
    for (let i = 0; i < dIn; i++) {
      sum += ((x[row * dIn + i] ?? 0) - (preBias[i] ?? 0)) * (weights[m * dIn + i] ?? 0);
    }
    u[at] = sum;
  }
  const collector = new CodeCollector();
  collector.add(u, sae);
  const codes = collector.codes();
  return { codes, reconstruction: denormalise(decodeCodes(codes, sae), dIn, factors) };
}

describe.each([
  ['jumprelu', { kind: 'token' }],
  ['jumprelu', { kind: 'dataset', factor: 0.4 }],
  ['relu', { kind: 'token' }],
  ['relu', { kind: 'dataset', factor: 0.4 }],
] as const)('A %s SAE under %o', (activation, normaliser) => {
  it('encodes and decodes as defined after a round trip through its SAELens folder', async () => {
    const { parameters, raw } = exampleSae(activation, normaliser, [24, 70]);
    const place = join(folder, `${activation}-${normaliser.kind}`);
    const frequencies = new Float32Array(70).fill(0.01);
    await writeSaelens(place, foldForSaelens(parameters), frequencies, metadata);
    const sae = await SparseAutoencoder.load(place);
    const expected = plainCodes(raw, parameters);
    const codes = await sae.encode(raw);
    expect(codes.rowPointers).toEqual(expected.codes.rowPointers);
    expect(codes.features).toEqual(expected.codes.features);
    expect(codes.values.length).toBeGreaterThan(40);
    codes.values.forEach((value, pair) => {
      expect(value).toBeCloseTo(expected.codes.values[pair] ?? NaN, 4);
    });
    sae.decode(codes, raw).forEach((value, i) => {
      expect(value).toBeCloseTo(expected.reconstruction[i] ?? NaN, 3);
    });
    expect(
      codes.values.every((value, pair) => value > (sae.thresholds[codes.features[pair] ?? 0] ?? 0)),
    ).toBe(true);
    expect(sae.metadata).toMatchObject({
      hook_name: 'blocks.2.hook_resid_post',
      training_architecture: 'gba',
    });
    await sae.dispose();
  });
});

it('sparsity.safetensors holds the log10 of the frequencies, and 1e-10 for none', async () => {
  const { parameters } = exampleSae('jumprelu', { kind: 'token' });
  const place = join(folder, 'sparsity');
  await writeSaelens(
    place,
    foldForSaelens(parameters),
    Float32Array.of(1, 0.1, 0, 0, 0, 0, 0, 0.01),
    metadata,
  );
  const file = join(place, 'sparsity.safetensors');
  const sparsity = decodeSafetensors(await readFile(file), file).get('sparsity');
  expect(sparsity?.shape).toEqual([8]);
  [0, -1, -10, -10, -10, -10, -10, -2].forEach((value, m) => {
    expect(sparsity?.data[m]).toBeCloseTo(value, 5);
  });
});

it.each([
  ['"jumprelu"', '"gated"', /cfg.json.*architecture/s],
  ['"d_sae": 8', '"d_sae": 9', /tensor 'W_enc' has the shape \[5, 8\], not \[5, 9\]/],
  ['{', '', /JSON/],
])('A folder whose cfg.json has %s turned into %s is refused by name', async (from, to, message) => {
  const { parameters } = exampleSae('jumprelu', { kind: 'token' });
  const place = join(folder, 'broken');
  await writeSaelens(place, foldForSaelens(parameters), new Float32Array(8), metadata);
  const cfg = join(place, 'cfg.json');
  await writeFile(cfg, (await readFile(cfg, 'utf8')).replace(from, to));
  await expect(SparseAutoencoder.load(place)).rejects.toThrow(SaelensFolderError);
  await expect(SparseAutoencoder.load(place)).rejects.toThrow(message);
});
