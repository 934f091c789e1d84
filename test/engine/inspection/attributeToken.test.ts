/** Which features raised a token, on the starter model and its SAE (per-token normalisation), beside a plain twin that decodes row by row. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { attributeToken, type AttributedToken } from '../../../native-worker/inspection/attributeToken.ts';
import { AttributionMaskedError, TokenNotFoundError } from '../../../native-worker/inspection/errors.ts';
import type { SplicedModel } from '../../../native-worker/llm/splicedModel.ts';
import { openLanguageModel } from '../../../native-worker/llm/openLanguageModel.ts';
import { openTokenizer } from '../../../native-worker/llm/tokenizer/openTokenizer.ts';
import type { PipelineTokenizer } from '../../../native-worker/llm/tokenizer/pipelineTokenizer.ts';
import { packRows } from '../../../native-worker/llm/tokenBatch.ts';
import { SparseAutoencoder } from '../../../native-worker/sae/sparseAutoencoder.ts';
import type { AttributionRequest } from '../../../protocol/attribution.ts';

const modelFolder = 'media/starter-model';
const text = 'for (let i = 0; i < items.length; i++) {';
const contextSize = 64;

let tokenizer: PipelineTokenizer;
let spliced: SplicedModel;
let sae: SparseAutoencoder;

beforeAll(async () => {
  tokenizer = await openTokenizer(modelFolder);
  const model = await openLanguageModel(modelFolder);
  spliced = await model.openSplice('blocks.2.hook_resid_post', { device: 'cpu', threads: 1 });
  sae = await SparseAutoencoder.load('media/starter-run/sae', 1);
});
afterAll(async () => {
  await spliced.dispose();
  await sae.dispose();
});

type Asked = Pick<AttributionRequest, 'token' | 'asked' | 'scope' | 'limit'>;

const ask = (asked: Asked, outlierNorm = Infinity): Promise<AttributedToken> =>
  attributeToken({ text, ...asked }, { tokenizer, spliced, contextSize }, sae, outlierNorm);

const place = (part: string): { start: number; end: number } => {
  const start = text.indexOf(part);
  return { start, end: start + part.length };
};

/** Drop of the target's logit by what is taken out of each position, from whole decoded rows. */
async function plainDrop(
  row: Int32Array,
  target: number,
  feature: number,
  positions: (at: number) => boolean,
): Promise<number> {
  const begun = await spliced.begin(packRows([row]));
  const { dIn } = sae;
  const changed = begun.activations.slice();
  const codes = await sae.encode(begun.activations);
  for (let at = 0; at < row.length; at++) {
    if (!positions(at)) continue;
    const raw = begun.activations.slice(at * dIn, (at + 1) * dIn);
    for (let pair = codes.rowPointers[at] ?? 0; pair < (codes.rowPointers[at + 1] ?? 0); pair++) {
      if (codes.features[pair] !== feature) continue;
      const only = {
        rows: 1,
        rowPointers: Uint32Array.of(0, 1),
        features: Uint32Array.of(feature),
        values: codes.values.slice(pair, pair + 1),
      };
      const none = { ...only, rowPointers: Uint32Array.of(0, 0) };
      const [withIt, without] = [await sae.decode(only, raw), await sae.decode(none, raw)];
      for (let i = 0; i < dIn; i++)
        changed[at * dIn + i] = (changed[at * dIn + i] ?? 0) - ((withIt[i] ?? 0) - (without[i] ?? 0));
    }
  }
  const targets = new Int32Array(row.length).fill(target);
  const logit = async (activations: Float32Array): Promise<number> =>
    (await spliced.finish(begun, activations, { targets })).targetLogits.at(-1) ?? NaN;
  return (await logit(begun.activations)) - (await logit(changed));
}

describe('a token of the text', () => {
  const rowUpTo = (offset: number): Int32Array => {
    const { ids, ends } = tokenizer.encode(text);
    const before = [...ids].filter((_, i) => (ends[i] ?? 0) <= offset);
    return Int32Array.from([...(tokenizer.bosId === null ? [] : [tokenizer.bosId]), ...before]);
  };

  test.each(['position', 'context'] as const)(
    'is asked about with its features taken out of the %s, and the drops are the plain twin’s',
    async (scope) => {
      const found = await ask({ token: place('length'), asked: { kind: 'this' }, scope });
      expect(found.target.text).toBe('length');
      expect(found.after.text).toBe('.');
      expect(found.effects.length).toBe(found.activeFeatures);
      expect(found.effects.length).toBeGreaterThan(scope === 'context' ? 10 : 1);
      const row = rowUpTo(text.indexOf('length'));
      expect(found.contextTokens).toBe(row.length);
      const tried = found.effects.slice(0, 4);
      for (const { feature, logitDrop } of tried) {
        const expected = await plainDrop(row, found.target.id, feature, (at) =>
          scope === 'context' ? at > 0 : at === row.length - 1,
        );
        expect(logitDrop).toBeCloseTo(expected, 3);
      }
      expect(Math.max(...tried.map(({ logitDrop }) => Math.abs(logitDrop)))).toBeGreaterThan(0.05);
    },
  );

  test('has no features tried beyond the limit, those that add the longest vectors first', async () => {
    const all = await ask({ token: place('length'), asked: { kind: 'this' }, scope: 'context' });
    const some = await ask({ token: place('length'), asked: { kind: 'this' }, scope: 'context', limit: 3 });
    expect(some.activeFeatures).toBe(all.activeFeatures);
    expect(some.effects.map(({ feature }) => feature)).toEqual(
      all.effects.slice(0, 3).map(({ feature }) => feature),
    );
  });
});

describe('a token that may come next', () => {
  test('is the likeliest where none is named', async () => {
    const found = await ask({
      token: place('items'),
      asked: { kind: 'next', id: null },
      scope: 'position',
    });
    const named = await ask({
      token: place('items'),
      asked: { kind: 'next', id: found.target.id },
      scope: 'position',
    });
    expect(Math.exp(found.logProbability)).toBeGreaterThan(0.2);
    expect(named.logit).toBeCloseTo(found.logit, 4);
    expect(named.effects.map(({ feature }) => feature)).toEqual(found.effects.map(({ feature }) => feature));
  });

  test('is refused where the model has no such token', async () => {
    await expect(
      ask({ token: place('items'), asked: { kind: 'next', id: 1e6 }, scope: 'position' }),
    ).rejects.toThrow(TokenNotFoundError);
  });
});

test('where the SAE is masked there is nothing to take out, and the message says what to do', async () => {
  const first = { token: place('for'), asked: { kind: 'this' }, scope: 'position' } as const;
  await expect(ask(first)).rejects.toThrow(AttributionMaskedError);
  const outlier = { token: place('length'), asked: { kind: 'this' }, scope: 'position' } as const;
  await expect(ask(outlier, 1e-3)).rejects.toThrow('take features out of the whole context');
  expect((await ask({ ...first, scope: 'context' })).effects).toEqual([]);
});

test('a range without a token is refused', async () => {
  await expect(
    ask({ token: { start: 3, end: 3 }, asked: { kind: 'this' }, scope: 'position' }),
  ).rejects.toThrow(TokenNotFoundError);
});

test('ends between two passes once it is cancelled', async () => {
  const controller = new AbortController();
  let passes = 0;
  const watched = {
    vocabularySize: spliced.vocabularySize,
    begin: (...given: Parameters<SplicedModel['begin']>) => spliced.begin(...given),
    finish: (...given: Parameters<SplicedModel['finish']>) => {
      passes++;
      controller.abort(new Error('cancelled'));
      return spliced.finish(...given);
    },
  };
  const request = { text, token: place('items'), asked: { kind: 'this' }, scope: 'context' } as const;
  const model = { tokenizer, spliced: watched, contextSize };
  await expect(attributeToken(request, model, sae, Infinity, controller.signal)).rejects.toThrow('cancelled');
  expect(passes).toBe(1);
});
