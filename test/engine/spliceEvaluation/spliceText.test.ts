/** The pass over the text, with SAEs whose reconstruction is known beforehand. */
import { describe, expect, test } from 'vitest';
import type { SparseCodes } from '../../../native-worker/compute/backend.ts';
import type { TokenRow } from '../../../native-worker/corpus/tokenRow.ts';
import { openLanguageModel } from '../../../native-worker/llm/openLanguageModel.ts';
import type { SplicedModel } from '../../../native-worker/llm/splicedModel.ts';
import { spliceScores } from '../../../native-worker/sae/metrics/spliceScores.ts';
import {
  meanActivation,
  spliceText,
  type SplicedDocument,
  type SplicedText,
} from '../../../native-worker/spliceEvaluation/spliceText.ts';
import { readGolden } from '../llm/golden.ts';

const hook = 'blocks.0.hook_resid_post';
const golden = readGolden('tiny-llama');
const { batch } = golden;
const dIn = golden.width(hook);

/** The golden rows, each a document. */
const documents: SplicedDocument[] = Array.from(batch.lengths, (length, row) => {
  const tokens = batch.tokens.slice(row * batch.length, row * batch.length + length);
  const places = new Int32Array(length).fill(-1);
  const tokenRow: TokenRow = { document: row, split: 'heldOut', tokens, starts: places, ends: places };
  return { rows: [tokenRow] };
});
const rows = documents.flatMap((document) => document.rows);

/** An SAE that reconstructs by a rule; `active` features a row. */
function saeThat(reconstruct: (raw: Float32Array) => Float32Array, active = 1) {
  return {
    dIn,
    encode: (raw: Float32Array): Promise<SparseCodes> => {
      const count = raw.length / dIn;
      return Promise.resolve({
        rows: count,
        rowPointers: Uint32Array.from({ length: count + 1 }, (_, row) => row * active),
        features: new Uint32Array(count * active),
        values: new Float32Array(count * active).fill(1),
      } as SparseCodes);
    },
    decode: (_codes: SparseCodes, raw: Float32Array) => Promise.resolve(reconstruct(raw)),
  };
}

interface Opened {
  mean: Float32Array;
  run: (sae: ReturnType<typeof saeThat>, outlierNorm?: number, rowsPerBatch?: number) => Promise<SplicedText>;
  spliced: SplicedModel;
}

async function withModel(use: (opened: Opened) => Promise<void>): Promise<void> {
  const model = await openLanguageModel(golden.folder);
  const reader = await model.openReader(hook, { device: 'cpu', threads: 1 });
  const mean = await meanActivation(reader, rows, { rowsPerBatch: 1, outlierNorm: Infinity });
  await reader.dispose();
  const spliced = await model.openSplice(hook, { device: 'cpu', threads: 1, divergence: true });
  try {
    await use({
      mean,
      spliced,
      run: (sae, outlierNorm = Infinity, rowsPerBatch = 2) =>
        spliceText(documents, { spliced, sae, mean, outlierNorm, rowsPerBatch }),
    });
  } finally {
    await spliced.dispose();
  }
}

describe('text through a spliced model', () => {
  test('loses nothing by a perfect reconstruction', () =>
    withModel(async ({ run }) => {
      const { sums, explainedVariance, l0, masked } = await run(saeThat((raw) => raw.slice(), 3));
      const scores = spliceScores(sums, []);
      expect(Math.abs(scores.lossIncrease.value)).toBeLessThan(1e-6);
      expect(scores.divergenceScore?.value).toBeCloseTo(1, 5);
      expect(Math.abs(scores.meanDivergence.value)).toBeLessThan(1e-6);
      expect(explainedVariance).toBe(1);
      expect(l0).toBe(3);
      expect(masked['first position']).toBe(batch.rows);
      expect(scores.divergence.mean).toBeGreaterThan(0.01);
    }));

  test('loses by the mean and by zeros what it says that these cost', () =>
    withModel(async ({ run, mean }) => {
      const byMean = await run(saeThat((raw) => raw.map((_, i) => mean[i % dIn] ?? NaN)));
      const scores = spliceScores(byMean.sums, []);
      expect(scores.loss.sae).toBe(scores.loss.mean);
      expect(scores.divergence.sae).toBe(scores.divergence.mean);
      expect(scores.divergenceScore?.value).toBe(0);
      expect(byMean.explainedVariance).toBeCloseTo(0, 6);
      const byZero = spliceScores((await run(saeThat((raw) => new Float32Array(raw.length)))).sums, []);
      expect(byZero.loss.sae).toBe(byZero.loss.zero);
    }));

  test('takes the mean over the unmasked positions alone', () =>
    withModel(({ mean }) => {
      const values = golden.values(hook);
      const expected = new Float64Array(dIn);
      let count = 0;
      for (const [row, length] of batch.lengths.entries()) {
        for (let position = 1; position < length; position++) {
          count++;
          for (let i = 0; i < dIn; i++)
            expected[i] = (expected[i] ?? 0) + (values[(row * batch.length + position) * dIn + i] ?? NaN);
        }
      }
      for (let i = 0; i < dIn; i++) expect(mean[i]).toBeCloseTo((expected[i] ?? NaN) / count, 4);
      return Promise.resolve();
    }));

  test('scores the replaced positions that have a next token, document by document', () =>
    withModel(async ({ run, spliced }) => {
      const { sums, masked } = await run(saeThat((raw) => new Float32Array(raw.length)));
      expect(sums.map(({ scored }) => scored)).toEqual(Array.from(batch.lengths, (length) => length - 2));
      expect(masked.kept).toBe(batch.lengths.reduce((sum, length) => sum + length - 1, 0));
      // The plain twin: zeros everywhere but at the first positions, losses added up one by one.
      const begun = await spliced.begin(batch);
      const zeroed = begun.activations.map((value, i) =>
        Math.floor(i / dIn) % batch.length === 0 ? value : 0,
      );
      const { losses } = await spliced.finish(begun, zeroed);
      for (const [row, own] of sums.entries()) {
        let expected = 0;
        for (let position = 1; position < (batch.lengths[row] ?? 0) - 1; position++)
          expected += losses[row * batch.length + position] ?? NaN;
        expect(own.loss.sae).toBeCloseTo(expected, 4);
      }
    }));

  test('leaves masked positions as they are: with all of outlying norm nothing can be measured', () =>
    withModel(async ({ run }) => {
      await expect(
        run(
          saeThat((raw) => raw),
          0,
        ),
      ).rejects.toThrow(/0 rows/u);
    }));

  test('does not depend on how rows are cut into batches', () =>
    withModel(async ({ run }) => {
      const sae = saeThat((raw) => raw.map((value) => 0.5 * value));
      const [one, two] = [await run(sae, Infinity, 1), await run(sae, Infinity, 2)];
      for (const [row, own] of one.sums.entries())
        expect(own.loss.sae).toBeCloseTo(two.sums[row]?.loss.sae ?? NaN, 4);
    }));
});
