import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { evaluateDeployed } from '../../../native-worker/sae/evaluate.ts';
import { finishSae } from '../../../native-worker/sae/finish.ts';
import type { FinishedSae } from '../../../native-worker/sae/finish.ts';
import { foldForSaelens } from '../../../native-worker/sae/formats/saelensFold.ts';
import { unfoldSaelens } from '../../../native-worker/sae/formats/saelensUnfold.ts';
import { mergeTwins } from '../../../native-worker/sae/mergeTwins.ts';
import type { MergedSae } from '../../../native-worker/sae/mergeTwins.ts';
import { densities } from '../../../native-worker/sae/metrics/activity.ts';
import type { SaeParameters } from '../../../native-worker/sae/saeParameters.ts';
import { SparseAutoencoder } from '../../../native-worker/sae/sparseAutoencoder.ts';
import { findTwins } from '../../../native-worker/sae/twins.ts';
import { exampleForms } from '../../unit/sae/exampleCases.ts';
import { exampleSae } from '../../unit/sae/exampleSae.ts';
import { recoveryRate } from './toyData.ts';
import { trainedToy } from './trainedToy.ts';
import type { TrainedToy } from './trainedToy.ts';

describe('On the toy of the paper', () => {
  let toy: TrainedToy;
  let finished: FinishedSae;
  let merged: MergedSae;
  let sample: Float32Array;
  beforeAll(async () => {
    toy = await trainedToy(60);
    finished = await finishSae(toy.config, toy.snapshot, toy.backend, toy.source);
    sample = toy.training.subarray(0, 16_384 * toy.dIn);
    merged = await mergeTwins(finished.parameters, sample);
  });
  afterAll(() => toy.backend.dispose());

  it('merging leaves no twins, and the true features that were found', async () => {
    const { dIn, features } = toy;
    const before = await findTwins(finished.parameters.weights, dIn);
    const after = await findTwins(merged.parameters.weights, dIn);
    expect(before.twinned / 512).toBeGreaterThan(0.5);
    expect(after.twinned / merged.clusters.length).toBeLessThanOrEqual(0.02);
    expect(merged.clusters.flat().sort((a, b) => a - b)).toEqual(Array.from({ length: 512 }, (_, m) => m));
    for (const cosine of [0.8, 0.9, 0.95]) {
      expect(recoveryRate(features, merged.parameters.weights, dIn, cosine)).toBeGreaterThanOrEqual(
        recoveryRate(features, finished.parameters.weights, dIn, cosine),
      );
    }
  });

  it('what several features found is true, what one found mostly not: size is a mark of confidence', () => {
    const { dIn, features } = toy;
    const trueShare = (clusters: number[]): number =>
      clusters.filter((c) => {
        const direction = merged.parameters.weights.subarray(c * dIn, (c + 1) * dIn);
        return recoveryRate(direction, features, dIn, 0.9) === 1;
      }).length / clusters.length;
    const indices = merged.clusters.map((_, c) => c);
    const sizeOf = (c: number): number => merged.clusters[c]?.length ?? 0;
    expect(trueShare(indices.filter((c) => sizeOf(c) > 1))).toBeGreaterThan(0.9);
    expect(trueShare(indices.filter((c) => sizeOf(c) === 1))).toBeLessThan(0.5);
  });

  it('fewer features are active, and the error rises little', async () => {
    const before = await evaluateDeployed(finished.parameters, toy.heldOut);
    const after = await evaluateDeployed(merged.parameters, toy.heldOut);
    expect(after.l0).toBeLessThan(0.75 * before.l0);
    expect(after.nmse).toBeLessThan(before.nmse + 0.08);
  });

  it('merging an SAE or its export comes to the same', async () => {
    const again = await mergeTwins(unfoldSaelens(foldForSaelens(finished.parameters)), sample);
    expect(again.clusters).toEqual(merged.clusters);
    const [one, other] = await Promise.all(
      [merged, again].map(({ parameters }) => evaluateDeployed(parameters, toy.heldOut)),
    );
    expect(other?.nmse).toBeCloseTo(one?.nmse ?? NaN, 3);
    expect(other?.l0).toBeCloseTo(one?.l0 ?? NaN, 1);
  });
});

/** The example with each feature twice, the copies turned a little, and with 400 rows. */
function withTwins(name: string): { parameters: SaeParameters; raw: Float32Array } {
  const form = exampleForms[name];
  if (!form) throw new Error(`No example is called ${name}.`);
  const { parameters } = exampleSae(form, { kind: 'token' }, [12, 10]);
  const { raw } = exampleSae(form, { kind: 'token' }, [12 * 25, 4]);
  const twice = (values: Float32Array): Float32Array => Float32Array.of(...values, ...values);
  const turned = (rows: Float32Array): Float32Array =>
    twice(rows).map((value, i) => value + (i < rows.length ? 0 : 0.02 * Math.sin(i)));
  const { weights, encoder, biases, cuts, scales } = parameters;
  return {
    parameters: {
      ...parameters,
      dSae: 20,
      weights: turned(weights),
      encoder: encoder && turned(encoder),
      biases: twice(biases),
      cuts: twice(cuts),
      scales: twice(scales),
    },
    raw,
  };
}

describe.each(Object.keys(exampleForms))('The %s form', (name) => {
  it('merges to its own form, which fires as often as the median member and is read back as it is', async () => {
    const { parameters, raw } = withTwins(name);
    const before = JSON.stringify(parameters.biases);
    const merged = await mergeTwins(parameters, raw);
    expect(JSON.stringify(parameters.biases)).toBe(before);
    expect(merged.clusters).toEqual(Array.from({ length: 10 }, (_, m) => [m, m + 10]));
    const folded = foldForSaelens(merged.parameters);
    expect(folded.architecture).toBe(foldForSaelens(parameters).architecture);

    const [own, export_] = await Promise.all([
      SparseAutoencoder.from(foldForSaelens(parameters)),
      SparseAutoencoder.from(folded),
    ]);
    const members = densities(await own.encode(raw), 20);
    const rates = densities(await export_.encode(raw), 10);
    const rows = raw.length / parameters.dIn;
    rates.forEach((rate, c) => {
      // The refit moves the centre, and with it the last bit of the row that lies at the threshold.
      expect(Math.abs(rate - (merged.frequencies[c] ?? NaN)) * rows).toBeLessThan(1.1);
      if (parameters.k !== null) return;
      const median = ((members[c] ?? 0) + (members[c + 10] ?? 0)) / 2;
      expect(Math.abs(rate - median) * rows).toBeLessThan(1.6);
    });
    await own.dispose();
    await export_.dispose();
  });
});
