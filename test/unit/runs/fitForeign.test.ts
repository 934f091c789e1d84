import { describe, expect, it } from 'vitest';
import { fitForeign } from '../../../native-worker/runs/fitForeign.ts';
import { importTrainRequest } from '../../../native-worker/runs/importTrainRequest.ts';
import { isMisfit, misfits } from '../../../native-worker/runs/importMisfits.ts';
import { runTokenLimit } from '../../../native-worker/runs/runTokenLimit.ts';
import { parseTrainRequest } from '../../../native-worker/runs/trainRequestSchema.ts';
import type { ForeignSae } from '../../../native-worker/sae/formats/foreign/foreignSae.ts';
import type { ForeignOrigin } from '../../../protocol/foreignSae.ts';
import type { ModelSummary } from '../../../protocol/model.ts';

const sae = (origin: Partial<ForeignOrigin>): ForeignSae => ({
  format: 'sparsify',
  kind: 'sparsify, TopK',
  path: '/saes/layers.1',
  weights: '/saes/layers.1/sae.safetensors',
  dIn: 32,
  dSae: 64,
  k: 6,
  load: () => Promise.reject(new Error('not here')),
  origin: { model: null, hook: null, contextSize: null, dataset: null, ...origin },
  config: {},
  warnings: [],
  needsInputScale: false,
});

const model = (name: string, architecture = 'LlamaForCausalLM'): ModelSummary => ({
  folder: '/models/a',
  name,
  architecture,
  layers: 2,
  width: 32,
  vocabularySize: 100,
  maxContext: 64,
  onnxFile: 'model.onnx',
  bytes: 1,
  hash: 'x',
  hookPoints: (['hook_resid_post', 'hook_mlp_out'] as const).flatMap((kind) =>
    [0, 1].map((layer) => ({
      name: `blocks.${layer}.${kind}`,
      kind,
      layer,
      tensor: 't',
      op: 'Add',
      width: 32,
      shape: ['batch', 'position', 32],
      cost: 0.5,
      weightShare: 0.5,
    })),
  ),
  warnings: [],
});

describe('an SAE beside a model', () => {
  it('gets the hook point that its files mean, and rows that the model takes', () => {
    const report = fitForeign(
      sae({ hook: 'layers.1', contextSize: 2048, model: 'org/Tiny-Llama' }),
      model('tiny-llama-onnx'),
    );
    expect(report).toMatchObject({
      hookPoint: 'blocks.1.hook_resid_post',
      hookNote: null,
      contextSize: 64,
      warnings: [],
    });
  });

  it('is warned of when it names another model', () => {
    const { warnings } = fitForeign(sae({ hook: 'layers.1', model: 'gpt2-small' }), model('tiny-llama'));
    expect(warnings.join()).toContain('It was trained on gpt2-small, and the model chosen is tiny-llama.');
  });

  it('has to be given a hook point where the model has not that of its files', () => {
    const report = fitForeign(sae({ hook: 'layers.9' }), model('m'));
    expect(report.hookPoint).toBeNull();
    expect(report.hookNote).toContain('m has no such hook point');
  });

  it('of a module of Gemma 2 and 3 is not taken for what comes after the norm behind it', () => {
    const gemma = model('m', 'Gemma2ForCausalLM');
    expect(fitForeign(sae({ hook: 'layers.1.mlp' }), gemma).hookNote).toContain(
      'comes after the norm behind it',
    );
    expect(fitForeign(sae({ hook: 'layers.1' }), gemma).hookPoint).toBe('blocks.1.hook_resid_post');
    expect(fitForeign(sae({ hook: 'layers.1.mlp' }), model('m')).hookPoint).toBe('blocks.1.hook_mlp_out');
  });

  it('is described without a model too', () => {
    expect(fitForeign(sae({ hook: 'layers.1' }), null)).toMatchObject({
      hookPoint: 'blocks.1.hook_resid_post',
      contextSize: 128,
    });
  });
});

it('the request of an imported run is one that run.json holds', () => {
  const request = importTrainRequest(
    {
      path: '/saes/a',
      modelFolder: '/models/a',
      hookPoint: 'blocks.1.hook_resid_post',
      corpus: { kind: 'starter' },
      contextSize: 128,
      tokens: 50_000,
      llmDevice: 'auto',
      name: 'a',
    },
    64,
  );
  expect(parseTrainRequest(request)).toEqual(request);
  expect(runTokenLimit(request)).toBe(50_000);
});

describe('a sample', () => {
  const sample = { tokens: 1000, explainedVariance: 0.8, l0: 20, dead: 3 };
  it('speaks for an SAE that reconstructs', () => {
    expect(misfits(sample)).toEqual([]);
  });
  it.each([
    [{ explainedVariance: -0.5 }, 'worse than the mean would'],
    [{ explainedVariance: 0.1 }, 'less than SAEs usually do'],
    [{ l0: 0 }, 'no active features at all'],
  ])('with %j speaks against it', (change, message) => {
    const found = misfits({ ...sample, ...change });
    expect(found.join()).toContain(message);
    expect(found.every((warning) => isMisfit(warning))).toBe(true);
  });
});
