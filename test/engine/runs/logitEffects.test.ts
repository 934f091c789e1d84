import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { shownLogits } from '../../../native-worker/features/build/shownLogits.ts';
import type { LanguageModel } from '../../../native-worker/llm/languageModel.ts';
import { openLanguageModel } from '../../../native-worker/llm/openLanguageModel.ts';
import { UnembeddingError } from '../../../native-worker/llm/unembedding/unembeddingError.ts';
import { logitEffects } from '../../../native-worker/runs/logitEffects.ts';
import { writeSaelens } from '../../../native-worker/sae/formats/saelens.ts';
import { foldForSaelens } from '../../../native-worker/sae/formats/saelensFold.ts';
import type { Normaliser } from '../../../native-worker/sae/normalisation.ts';
import { fixtureModels } from '../llm/golden.ts';

const width = 32;
const dSae = 2;
let folder: string;
let golden: Record<string, number[][]>;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'logit-effects-'));
  const file = new URL('../../fixtures/logitEffects/golden.json', import.meta.url);
  golden = JSON.parse(await readFile(file, 'utf8')) as typeof golden;
});
afterAll(() => rm(folder, { recursive: true }));

/** An SAE whose a w are the directions of make_logit_effects.py: w is half of each, a is 2. */
async function saeOf(normaliser: Normaliser): Promise<string> {
  const sae = path.join(folder, normaliser.kind);
  const weights = Float32Array.from(
    { length: dSae * width },
    (_, at) => (Math.sin(0.7 * (Math.floor(at / width) + 1) * ((at % width) + 1)) + 0.2) / 2,
  );
  const parameters = {
    dIn: width,
    dSae,
    activation: 'jumprelu' as const,
    normaliser,
    weights,
    encoder: null,
    scales: new Float32Array(dSae).fill(2),
    biases: new Float32Array(dSae).fill(-0.1),
    cuts: new Float32Array(dSae),
    k: null,
    preBias: new Float32Array(width),
    offset: new Float32Array(width),
  };
  await writeSaelens(sae, foldForSaelens(parameters), new Float32Array(dSae), { copied: {} });
  return sae;
}

async function effectsAt(model: string, hookPoint: string, normaliser: Normaliser) {
  const problems: string[] = [];
  const done: number[] = [];
  const index = await logitEffects({
    model: await openLanguageModel(path.join(fixtureModels, model)),
    hookPoint,
    sae: await saeOf(normaliser),
    threads: 1,
    check: (features) => {
      done.push(features);
      return Promise.resolve();
    },
    onProblem: (message) => problems.push(message),
  });
  expect(problems).toEqual([]);
  return { index, done };
}

describe('the direct logit effects of an SAE', () => {
  test.each([
    {
      hook: 'blocks.1.hook_mlp_out',
      model: 'tiny-gemma2',
      normaliser: { kind: 'token' } as const,
      perNorm: true,
    },
    {
      hook: 'blocks.0.hook_resid_post',
      model: 'tiny-neox',
      normaliser: { kind: 'dataset', factor: 1 } as const,
      perNorm: false,
    },
  ])(
    'at $hook of $model are those that PyTorch gives its decoder',
    async ({ hook, model, normaliser, perNorm }) => {
      const { index, done } = await effectsAt(model, hook, normaliser);
      if (index.kind !== 'effects') throw new Error(`no effects: ${index.reason}`);
      expect(done).toEqual([0]);
      expect(index.perNorm).toBe(perNorm);
      golden[model]?.forEach((row, feature) => {
        const tokens = row.map((effect, token) => ({ effect, token }));
        const expected = tokens.toSorted((a, b) => b.effect - a.effect);
        const shown = shownLogits(index.summaries, feature, { perNorm, tokenText: String });
        expect(shown.raised.map(({ token }) => token)).toEqual(
          expected.slice(0, 10).map(({ token }) => token),
        );
        expect(shown.lowered.map(({ token }) => token)).toEqual(
          expected
            .toReversed()
            .slice(0, 10)
            .map(({ token }) => token),
        );
        shown.raised.forEach(({ effect }, i) => {
          expect(effect).toBeCloseTo(expected[i]?.effect ?? NaN, 3);
        });
      });
    },
  );

  test('in units of a data set are those of raw activations', async () => {
    const { index } = await effectsAt('tiny-neox', 'blocks.0.hook_resid_post', {
      kind: 'dataset',
      factor: 0.25,
    });
    if (index.kind !== 'effects') throw new Error(`no effects: ${index.reason}`);
    const largest = Math.max(...(golden['tiny-neox']?.[0] ?? []));
    expect(index.summaries.values[0]).toBeCloseTo(4 * largest, 2);
  });

  test('are none where the hook is not in the residual stream', async () => {
    const token = { kind: 'token' } as const;
    const at = async (tensor: string) => (await effectsAt('tiny-llama', `tensor:${tensor}`, token)).index;
    expect(await at('/model/layers.1/mlp/gate_proj/MatMul_output_0')).toEqual({
      kind: 'none',
      reason: 'width',
    });
    expect(await at('/model/layers.1/self_attn/q_proj/MatMul_output_0')).toEqual({
      kind: 'none',
      reason: 'elsewhere',
    });
    expect(await at('/model/layers.1/mlp/down_proj/MatMul_output_0')).toMatchObject({ kind: 'effects' });
  });

  test('are none, with the reason in the log, where the head of the model is not understood', async () => {
    const model = await openLanguageModel(path.join(fixtureModels, 'tiny-llama'));
    const strange: LanguageModel = {
      summary: model.summary,
      hookPoint: (name) => model.hookPoint(name),
      openReader: (name, options) => model.openReader(name, options),
      openInspection: (name, options) => model.openInspection(name, options),
      openSplice: (name, options) => model.openSplice(name, options),
      searchTensors: (text) => model.searchTensors(text),
      openSharedReader: (names, options) => model.openSharedReader(names, options),
      openDecoder: (steer, options) => model.openDecoder(steer, options),
      openUnembedding: () => Promise.reject(new UnembeddingError('model.onnx', 'it has no head')),
    };
    const problems: string[] = [];
    const index = await logitEffects({
      model: strange,
      hookPoint: 'blocks.0.hook_mlp_out',
      sae: await saeOf({ kind: 'token' }),
      check: () => Promise.resolve(),
      onProblem: (message) => problems.push(message),
    });
    expect(index).toEqual({ kind: 'none', reason: 'head' });
    expect(problems).toEqual([expect.stringContaining('it has no head')]);
  });
});
