import { mkdir, mkdtemp, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SparseCodes } from '../../../native-worker/compute/backend.ts';
import { CodeCollector } from '../../../native-worker/compute/scanCodes.ts';
import { SaelensFolderError } from '../../../native-worker/sae/formats/openSaelens.ts';
import { writeSaelens } from '../../../native-worker/sae/formats/saelens.ts';
import {
  foldForSaelens,
  SaelensFormError,
  type SaelensWeights,
} from '../../../native-worker/sae/formats/saelensFold.ts';
import { unfoldSaelens } from '../../../native-worker/sae/formats/saelensUnfold.ts';
import { decodeSafetensors } from '../../../native-worker/sae/formats/safetensors.ts';
import { denormalise, normalise } from '../../../native-worker/sae/normalisation.ts';
import { decodeCodes } from '../../../native-worker/sae/decode.ts';
import type { SaeParameters } from '../../../native-worker/sae/saeParameters.ts';
import { SparseAutoencoder } from '../../../native-worker/sae/sparseAutoencoder.ts';
import { exampleCases, exampleForms, type ExampleForm } from '../../unit/sae/exampleCases.ts';
import { exampleSae } from '../../unit/sae/exampleSae.ts';

const metadata = {
  modelName: 'starter',
  hookPoint: 'blocks.2.hook_resid_post',
  contextSize: 64,
  prependBos: true,
  corpus: 'three lines',
  algorithm: 'gba',
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
  const { dIn, dSae, preBias } = sae;
  const rows = sae.encoder ?? sae.weights;
  const { x, factors } = normalise(raw, dIn, sae.normaliser);
  const u = new Float32Array((x.length / dIn) * dSae);
  for (let at = 0; at < u.length; at++) {
    const [row, m] = [Math.floor(at / dSae), at % dSae];
    let sum = 0;
    for (let i = 0; i < dIn; i++) {
      sum += ((x[row * dIn + i] ?? 0) - (preBias[i] ?? 0)) * (rows[m * dIn + i] ?? 0);
    }
    u[at] = sum;
  }
  const collector = new CodeCollector();
  collector.add(u, sae);
  const codes = collector.codes();
  return { codes, reconstruction: denormalise(decodeCodes(codes, sae), dIn, factors) };
}

/** By SAELens' definition: the k largest of pre x ||W_dec||, for raw rows that are not normalised. */
function plainRescaled(
  raw: Float32Array,
  { dIn, dSae, encoder, encoderBias, decoder, decoderBias, k }: SaelensWeights,
): { activations: Map<number, number>[] } {
  const norm = (m: number): number => Math.hypot(...decoder.subarray(m * dIn, (m + 1) * dIn));
  const activations = Array.from({ length: raw.length / dIn }, (_, row) => {
    const scaled = Array.from({ length: dSae }, (__, m) => {
      let pre = encoderBias[m] ?? 0;
      for (let i = 0; i < dIn; i++) {
        pre += ((raw[row * dIn + i] ?? 0) - (decoderBias[i] ?? 0)) * (encoder[i * dSae + m] ?? 0);
      }
      return [m, pre * norm(m)] as const;
    });
    return new Map(
      scaled
        .sort((a, b) => b[1] - a[1])
        .slice(0, k ?? 0)
        .filter(([, z]) => z > 0),
    );
  });
  return { activations };
}

function exampleFormOf(name: string): ExampleForm {
  const form = exampleForms[name];
  if (!form) throw new Error(`No example is called ${name}.`);
  return form;
}

describe.each(exampleCases)('The $name SAE', ({ name, form, normaliser }) => {
  it('encodes and decodes as defined after a round trip through its SAELens folder', async () => {
    const { parameters, raw } = exampleSae(form, normaliser, [24, 70]);
    const place = join(folder, name);
    const frequencies = new Float32Array(70).fill(0.01);
    await writeSaelens(place, foldForSaelens(parameters), frequencies, {
      ...metadata,
      algorithm: form.algorithm,
    });
    const sae = await SparseAutoencoder.load(place);
    const expected = plainCodes(raw, parameters);
    const codes = await sae.encode(raw);
    expect(codes.rowPointers).toEqual(expected.codes.rowPointers);
    expect(codes.features).toEqual(expected.codes.features);
    expect(codes.values.length).toBeGreaterThan(30);
    codes.values.forEach((value, pair) => {
      expect(value).toBeCloseTo(expected.codes.values[pair] ?? NaN, 4);
    });
    (await sae.decode(codes, raw)).forEach((value, i) => {
      expect(value).toBeCloseTo(expected.reconstruction[i] ?? NaN, 3);
    });
    expect(
      codes.values.every((value, pair) => value > (sae.thresholds[codes.features[pair] ?? 0] ?? 0)),
    ).toBe(true);
    expect(sae.metadata).toMatchObject({
      hook_name: 'blocks.2.hook_resid_post',
      training_architecture: form.algorithm,
    });
    await sae.dispose();
  });

  it('comes to the same bits where its matrices stay in their file, a linked one too', async () => {
    const { parameters, raw } = exampleSae(form, normaliser, [24, 70]);
    const place = join(folder, `${name}-mapped`);
    await writeSaelens(place, foldForSaelens(parameters), new Float32Array(70), metadata);
    const file = join(place, 'sae_weights.safetensors');
    await mkdir(join(place, 'blobs'));
    await rename(file, join(place, 'blobs', 'b1'));
    await symlink(join('blobs', 'b1'), file);
    const [inMemory, mapped] = [
      await SparseAutoencoder.load(place),
      await SparseAutoencoder.load(place, undefined, 0),
    ];
    const codes = await inMemory.encode(raw);
    expect(await mapped.encode(raw)).toEqual(codes);
    expect(await mapped.decode(codes, raw)).toEqual(await inMemory.decode(codes, raw));
    expect(await mapped.readDecoder()).toEqual(await inMemory.readDecoder());
    await Promise.all([inMemory.dispose(), mapped.dispose()]);
  });

  it('is the same SAE when its SAELens form is taken as parameters', () => {
    const { parameters, raw } = exampleSae(form, normaliser, [24, 70]);
    const expected = plainCodes(raw, parameters);
    const folded = foldForSaelens(parameters);
    const found = plainCodes(raw, unfoldSaelens(folded));
    expect(found.codes.features).toEqual(expected.codes.features);
    found.reconstruction.forEach((value, i) => {
      expect(value).toBeCloseTo(expected.reconstruction[i] ?? NaN, 3);
    });
    foldForSaelens(unfoldSaelens(folded)).encoder.forEach((value, i) => {
      expect(value).toBeCloseTo(folded.encoder[i] ?? NaN, 6);
    });
  });
});

it('A topk SAE of SAELens that selects by decoder norm encodes to the same reconstruction here', async () => {
  const form = { ...exampleFormOf('topk'), decoderRows: 'free' } as const;
  const { parameters, raw } = exampleSae(form, { kind: 'dataset', factor: 1 }, [24, 70]);
  const place = join(folder, 'rescaled');
  await writeSaelens(place, foldForSaelens(parameters), new Float32Array(70), metadata);
  const cfg = join(place, 'cfg.json');
  const text = await readFile(cfg, 'utf8');
  await writeFile(
    cfg,
    text.replace('"rescale_acts_by_decoder_norm": false', '"rescale_acts_by_decoder_norm": true'),
  );
  const sae = await SparseAutoencoder.load(place);
  const codes = await sae.encode(raw);
  const { activations } = plainRescaled(raw, foldForSaelens(parameters));
  codes.values.forEach((value, pair) => {
    const row = codes.rowPointers.findLastIndex((start) => start <= pair);
    expect(value).toBeCloseTo(activations[row]?.get(codes.features[pair] ?? 0) ?? NaN, 4);
  });
  expect(codes.values.length).toBeGreaterThan(20);
  await sae.dispose();
});

it('Forms that SAELens has no exact match for are refused', () => {
  const { parameters } = exampleSae(exampleFormOf('gba'), { kind: 'token' });
  expect(() => foldForSaelens({ ...parameters, k: 3 })).toThrow(SaelensFormError);
  expect(() => foldForSaelens({ ...parameters, biases: new Float32Array(8).fill(0.1) })).toThrow(
    /feature 0 is active from -0.1/,
  );
});

it('sparsity.safetensors holds the log10 of the frequencies, and 1e-10 for none', async () => {
  const { parameters } = exampleSae(exampleFormOf('gba'), { kind: 'token' });
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
  const { parameters } = exampleSae(exampleFormOf('gba'), { kind: 'token' });
  const place = join(folder, 'broken');
  await writeSaelens(place, foldForSaelens(parameters), new Float32Array(8), metadata);
  const cfg = join(place, 'cfg.json');
  await writeFile(cfg, (await readFile(cfg, 'utf8')).replace(from, to));
  await expect(SparseAutoencoder.load(place)).rejects.toThrow(SaelensFolderError);
  await expect(SparseAutoencoder.load(place)).rejects.toThrow(message);
});
