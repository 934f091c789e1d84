import { describe, expect, it } from 'vitest';
import { fromHalf } from '../../../native-worker/activations/halfFloat.ts';
import { toHistogram } from '../../../native-worker/features/build/activationHistograms.ts';
import { FeatureIndexBuilder } from '../../../native-worker/features/indexBuilder.ts';
import { IndexInputError } from '../../../native-worker/features/errors.ts';
import type { FeatureIndex, IndexExample } from '../../../native-worker/features/featureIndex.ts';
import type { IndexOptions } from '../../../native-worker/features/build/indexOptions.ts';
import { corpusOfWords, encodeRows, optionsFor, type SyntheticCorpus } from './syntheticCorpus.ts';

type Z = Parameters<typeof encodeRows>[1];

function build(
  corpus: SyntheticCorpus,
  dSae: number,
  z: Z,
  overrides: Partial<IndexOptions> = {},
  rowsPerBatch = 2,
) {
  const builder = new FeatureIndexBuilder(optionsFor(corpus, dSae, overrides));
  for (const batch of encodeRows(corpus, z, rowsPerBatch)) builder.add(batch);
  return builder.finish();
}

const tokenOf = (index: FeatureIndex, example: IndexExample) =>
  index.rows[example.row]?.tokens[example.position];
const ofKind = (examples: IndexExample[], kind: string) =>
  examples.filter((example) => example.kind === kind);
const identity: Z = (id) => (id < 4 ? [[id, 0.5 + id]] : []);

describe('the scalars of a planted feature', () => {
  const corpus = corpusOfWords([
    [0, 1, 1, 2, 9, 9, 9, 9],
    [1, 9, 9, 9, 3, 3, 9, 1],
  ]);
  const index = build(corpus, 5, identity, {
    thresholds: Float32Array.of(0.25, 0.25, 0.25, 0.25, 0.5),
    groupOf: Uint32Array.of(0, 0, 1, 1, 1),
    targetFrequencies: [0.1, 0.01],
    clusterOf: Uint32Array.of(0, 1, 0, 0, 4),
  });

  it('has the density, max and mean of its token, over unmasked tokens', () => {
    expect(index.tokens).toBe(16);
    expect(index.scalars(1)).toMatchObject({
      activeTokens: 4,
      density: 0.25,
      maxActivation: 1.5,
      meanActivation: 1.5,
    });
    expect(index.scalars(2)).toMatchObject({
      activeTokens: 1,
      density: 1 / 16,
      group: 1,
      targetFrequency: 0.01,
    });
  });

  it('has the size of its cluster', () => {
    expect([0, 1, 2, 3, 4].map((feature) => index.scalars(feature).clusterSize)).toEqual([3, 1, 3, 3, 1]);
  });

  it('is all zero and without examples for a feature never active', () => {
    expect(index.scalars(4)).toMatchObject({
      activeTokens: 0,
      density: 0,
      maxActivation: 0,
      meanActivation: 0,
      threshold: 0.5,
    });
    expect(index.examples(4)).toEqual([]);
  });

  it('points at its token in every example', () => {
    for (const feature of [0, 1, 2, 3]) {
      for (const example of index.examples(feature)) expect(tokenOf(index, example)).toBe(feature);
    }
  });
});

describe('the examples', () => {
  it('carry z of the feature on each token of the window and never show BOS', () => {
    const corpus = corpusOfWords([[9, 1, 9, 1, 1, 9]]);
    const z: Z = (id, _row, position) => (id === 1 ? [[1, position / 4]] : []);
    const [example] = build(corpus, 2, z).examples(1);
    expect(example).toMatchObject({ kind: 'top', position: 5, first: 1, value: 1.25 });
    expect(Array.from(example?.window ?? [], fromHalf)).toEqual([0, 0.5, 0, 1, 1.25, 0]);
  });

  it('show 24 tokens before and 16 after inside the row', () => {
    const corpus = corpusOfWords([Array.from({ length: 63 }, (_, i) => (i === 30 ? 1 : 9))]);
    const [example] = build(corpus, 2, identity).examples(1);
    expect(example).toMatchObject({ position: 31, first: 7 });
    expect(example?.window).toHaveLength(41);
  });

  it('hold one top example a document where there are many documents', () => {
    const corpus = corpusOfWords(Array.from({ length: 10 }, (_, d) => [1, d + 10, 1, d + 30, 1]));
    const z: Z = (id, row, position) => (id === 1 ? [[0, row + position / 8]] : []);
    const index = build(corpus, 1, z, { limits: { top: 2 } });
    expect(index.topDistinctBy).toBe('document');
    const top = ofKind(index.examples(0), 'top');
    expect(top.map((example) => [example.row, example.position])).toEqual([
      [9, 5],
      [8, 5],
    ]);
  });

  it('hold one top example a row where documents are few', () => {
    const corpus = corpusOfWords([
      Array.from({ length: 63 * 30 }, (_, i) => (i % 63 === 5 ? 1 : 10 + (i % 89))),
    ]);
    const index = build(corpus, 2, (id, row) => (id === 1 ? [[1, 1 + row]] : []));
    expect(index.topDistinctBy).toBe('row');
    expect(ofKind(index.examples(1), 'top').map((example) => example.row)).toEqual(
      Array.from({ length: 20 }, (_, i) => 29 - i),
    );
  });

  it('take the same 16 tokens only once, however often the corpus repeats them', () => {
    const boilerplate = [
      ...Array.from({ length: 20 }, (_, i) => 50 + i),
      1,
      ...Array.from({ length: 20 }, (_, i) => 80 + i),
    ];
    const corpus = corpusOfWords([...Array.from({ length: 120 }, () => boilerplate), [7, 8, 1, 8, 7]]);
    const index = build(corpus, 2, identity);
    expect(ofKind(index.examples(1), 'top')).toHaveLength(2);
  });

  it('are drawn uniformly: each active token is equally likely among the random ones', () => {
    const corpus = corpusOfWords([Array.from({ length: 60 }, () => 1)]);
    const hits = new Array<number>(61).fill(0);
    const builds = 400;
    for (let seed = 0; seed < builds; seed++) {
      const index = build(corpus, 2, () => [[1, 1]], { seed, limits: { sample: 12 } });
      for (const { position } of ofKind(index.examples(1), 'random'))
        hits[position] = (hits[position] ?? 0) + 1;
    }
    const expected = (builds * 5) / 60;
    const chiSquared = hits.slice(1).reduce((sum, hit) => sum + (hit - expected) ** 2 / expected, 0);
    // 59 degrees of freedom: 99.9 % of the mass lies below 98.3.
    expect(chiSquared).toBeLessThan(98.3);
  });

  it('fill five quantile bands of equal mass', () => {
    const corpus = corpusOfWords(Array.from({ length: 20 }, () => Array.from({ length: 60 }, () => 1)));
    const z: Z = (_id, row, position) => [[0, ((row * 60 + position) * 7919) % 1200]];
    const examples = ofKind(build(corpus, 1, z, { limits: { sample: 60 } }).examples(0), 'quantile');
    expect(examples).toHaveLength(20);
    for (const { band, value } of examples)
      expect(Math.abs(value / 240 - ((band ?? 0) + 0.5))).toBeLessThan(0.6);
  });

  it('do not depend on how the rows were batched', () => {
    const corpus = corpusOfWords(
      Array.from({ length: 40 }, (_, d) => Array.from({ length: 100 }, (_, i) => (i * d) % 7)),
    );
    const z: Z = (id, row, position) => [[id % 3, 0.1 + ((row * 31 + position * 17) % 101) / 50]];
    const views = [1, 3, 50].map((rowsPerBatch) => {
      const index = build(corpus, 3, z, {}, rowsPerBatch);
      return [0, 1, 2].map((feature) => [index.scalars(feature), index.examples(feature)]);
    });
    expect(views[1]).toEqual(views[0]);
    expect(views[2]).toEqual(views[0]);
  });
});

describe('the top examples beside a plain twin', () => {
  it('are the greedy choice over all rows when places do not conflict twice', () => {
    const corpus = corpusOfWords(
      Array.from({ length: 150 }, (_, d) =>
        Array.from({ length: 50 }, (_, i) => ((d * 7 + i * i) % 11 === 0 ? 1 : 100 + d)),
      ),
    );
    const value = (row: number, position: number) => Math.fround(((row * 131 + position * 71) % 997) / 100);
    const index = build(corpus, 2, (id, row, position) => (id === 1 ? [[1, value(row, position)]] : []));
    const best = corpus.rows.flatMap((row, r) => {
      const values = Array.from(row.tokens, (id, position) => (id === 1 ? value(r, position) : -1));
      const peak = Math.max(...values);
      return peak >= 0 ? [peak] : [];
    });
    const top = ofKind(index.examples(1), 'top').map((example) => example.value);
    expect(top).toEqual(best.sort((a, b) => b - a).slice(0, 20));
  });
});

describe('the histogram', () => {
  it('counts every active token between the threshold and the max', () => {
    const corpus = corpusOfWords([Array.from({ length: 50 }, () => 1), Array.from({ length: 50 }, () => 1)]);
    const z: Z = (_id, row, position) => [[0, 0.5 + 0.01 * position * (1 + 9 * row)]];
    const index = build(corpus, 1, z, { thresholds: Float32Array.of(0.5) });
    const { histogram, maxActivation } = index.scalars(0);
    const { edges, counts } = toHistogram(histogram.floor, histogram.width, histogram.counts, maxActivation);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(100);
    expect(edges).toHaveLength(counts.length + 1);
    expect([edges[0], edges.at(-1)]).toEqual([0.5, maxActivation]);
    expect(counts.length).toBeGreaterThanOrEqual(32);
    const values = [1, 10].flatMap((scale) =>
      Array.from({ length: 50 }, (_, i) => Math.fround(0.5 + 0.01 * (i + 1) * scale)),
    );
    const inFirstBin = values.filter((value) => value < (edges[1] ?? 0)).length;
    expect(counts[0]).toBe(inFirstBin);
  });
});

describe('bad input', () => {
  const corpus = corpusOfWords([[1, 1, 1]]);
  it('is named: a feature the SAE does not have', () => {
    expect(() => build(corpus, 2, () => [[5, 1]])).toThrow(/feature 5, but the SAE has 2 features/);
  });
  it('is named: a row in two pieces', () => {
    const builder = new FeatureIndexBuilder(optionsFor(corpus, 2));
    const [batch] = encodeRows(corpus, identity);
    if (!batch) throw new Error('no batch');
    builder.add(batch);
    expect(() => {
      builder.add(batch);
    }).toThrow(IndexInputError);
  });
  it('is named: thresholds of another SAE', () => {
    expect(() => new FeatureIndexBuilder(optionsFor(corpus, 2, { thresholds: new Float32Array(3) }))).toThrow(
      /3 entries of thresholds where 2/,
    );
  });
});
