/**
 * Files of other types than plain float32 write text and are steered as well as those are. Tolerances are relative to the root mean square of the
 * logits, at least twice what was measured; docs/models.md states them.
 */
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { DecoderSession } from '../../../../native-worker/llm/generate/decoderSession.ts';
import type { SteerForm } from '../../../../native-worker/llm/generate/steerGraph.ts';
import type { LanguageModel } from '../../../../native-worker/llm/languageModel.ts';
import { openLanguageModel } from '../../../../native-worker/llm/openLanguageModel.ts';
import { foldForSaelens } from '../../../../native-worker/sae/formats/saelensFold.ts';
import { saelensReaderOf } from '../../../../native-worker/sae/formats/saelensReader.ts';
import { FeatureSteering } from '../../../../native-worker/steering/featureSteering.ts';
import type { MeasuredFeature } from '../../../../native-worker/steering/featureSteering.ts';
import { exampleForms } from '../../../unit/sae/exampleCases.ts';
import { exampleSae } from '../../../unit/sae/exampleSae.ts';
import { steeredPlainly } from '../../steering/steeredPlainly.ts';
import { fixtureModels } from '../golden.ts';
import { goldenGenerations } from './goldenGenerations.ts';
import { logitsOfCutModel } from './logitsOfCutModel.ts';
import { readByWholePasses, relativeDistance, sameBits, writeGreedily } from './writeGreedily.ts';

const options = { device: 'cpu', threads: 1 } as const;
const medianNorm = 3;

interface Format {
  file: string;
  /** Largest distance of logits from the cache from those of passes over the whole text. */
  cached: number;
  /** Whether the scale of an activation depends on what else is in the run, so that a pass over more tokens rounds otherwise. */
  scaledByRun: boolean;
  /** Largest distance from the float32 model's logits after the same texts: as anywhere in the model, see formats.test.ts. */
  fromFloat32: number;
  /** Largest distance of steered logits from those of the model cut there. */
  steered: number;
}

/** A last bit at the edge moves an activation by a whole step of the 8 bits that it is rounded to. */
const oneStep = 0.05;
const halves = { cached: 1e-3, scaledByRun: false, fromFloat32: 6e-3, steered: 6e-3 };
const singles = { cached: 1e-5, scaledByRun: false, fromFloat32: 1e-5, steered: 1e-5 };
const fourBits = { ...singles, fromFloat32: 0.8 };
const fourBitsByEight = { ...fourBits, cached: oneStep, steered: oneStep };

const formats: readonly Format[] = [
  { ...singles, file: 'tiny-llama-gqa/onnx/model.onnx' },
  { ...halves, file: 'tiny-llama-formats/onnx/model_fp16.onnx' },
  { ...halves, file: 'tiny-llama-formats/onnx/model_fp16_kept_io.onnx' },
  {
    file: 'tiny-llama-formats/onnx/model_int8.onnx',
    cached: 0.12,
    scaledByRun: true,
    fromFloat32: 0.12,
    steered: oneStep,
  },
  {
    file: 'tiny-llama-formats/onnx/model_qdq.onnx',
    cached: oneStep,
    scaledByRun: false,
    fromFloat32: 0.4,
    steered: oneStep,
  },
  { ...fourBits, file: 'tiny-llama-formats/onnx/model_q4.onnx' },
  { ...fourBitsByEight, file: 'tiny-llama-formats/onnx/model_q4_level4.onnx' },
  { ...fourBitsByEight, file: 'tiny-llama-genai-int4/model.onnx' },
];

const llama = new Map(goldenGenerations).get('tiny-llama-gqa');
if (!llama) throw new Error('generations.json has no prompt of tiny-llama-gqa');
const { prompt } = llama;
const count = 24;
const few = 4;
/** All positions but the first. */
const gate = Float32Array.from(prompt, (_, position) => (position > 0 ? 1 : 0));

const { gba } = exampleForms;
if (!gba) throw new Error('no example');
const featureSets: readonly (readonly MeasuredFeature[])[] = [
  Array.from({ length: 24 }, (_, index) => ({ index, kind: 'ablate', strength: 1, maxActivation: 1 })),
  [
    { index: 3, kind: 'add', strength: 2, maxActivation: 0.7 },
    { index: 5, kind: 'clamp', strength: 1.5, maxActivation: 0.9 },
    { index: 0, kind: 'ablate', strength: 1, maxActivation: 1 },
    { index: 7, kind: 'ablate', strength: 1, maxActivation: 1 },
  ],
];
/** One of what attention, one of what the MLP adds, one of the stream. */
const steeredHooks = ['blocks.0.hook_attn_out', 'blocks.0.hook_resid_post', 'blocks.1.hook_mlp_out'];

const open = (file: string): Promise<LanguageModel> => openLanguageModel(path.join(fixtureModels, file));

async function within<T>(
  session: Promise<DecoderSession>,
  use: (session: DecoderSession) => Promise<T>,
): Promise<T> {
  const opened = await session;
  try {
    return await use(opened);
  } finally {
    await opened.dispose();
  }
}

describe.each(formats)('$file', ({ file, cached, scaledByRun, fromFloat32, steered }) => {
  test('writes from its cache what passes over the whole text write, as near to float32 as it is anywhere', async () => {
    const [model, exact] = [await open(file), await open('tiny-llama-formats/onnx/model_without_past.onnx')];
    await within(model.openDecoder(null, options), async (session) => {
      expect(session.hasCache).toBe(true);
      const written = await writeGreedily(session, prompt, count);
      const whole = await readByWholePasses(session, prompt, written.tokens);
      const apart = relativeDistance(written.logits, whole.logits);
      expect(apart).toBeLessThan(cached);
      // So that the wider tolerance has its reason.
      if (scaledByRun) expect(apart).toBeGreaterThan(1e-3);
      else expect(written.tokens).toEqual(whole.tokens);
      const float32 = await within(exact.openDecoder(null, options), (other) =>
        readByWholePasses(other, prompt, written.tokens),
      );
      expect(relativeDistance(written.logits, float32.logits)).toBeLessThan(fromFloat32);
    });
  });

  test('writes exactly the unsteered tokens by strength 0, at every hook point', async () => {
    const model = await open(file);
    const plain = await within(model.openDecoder(null, options), (session) =>
      writeGreedily(session, prompt, few),
    );
    for (const { name, width } of model.summary.hookPoints) {
      const form: SteerForm = { width, perToken: true, largest: null };
      await within(model.openDecoder({ hookPoint: name, form }, options), async (session) => {
        const nothing = { add: new Float32Array(width), clamps: null };
        const byNothing = await writeGreedily(session, prompt, few, nothing);
        const unsteered = await writeGreedily(session, prompt, few);
        expect(byNothing.tokens, name).toEqual(plain.tokens);
        expect(unsteered.tokens, name).toEqual(plain.tokens);
        const same = byNothing.logits.map((logits, i) => sameBits(logits, unsteered.logits[i]));
        expect(same, name).toEqual(same.map(() => true));
      });
    }
  });

  test.each(steeredHooks)('is steered at %s as the model cut there is', async (hookPoint) => {
    const model = await open(file);
    const { width } = model.hookPoint(hookPoint);
    const weights = foldForSaelens(exampleSae(gba, { kind: 'token' }, [width, 64]).parameters);
    const steering = await FeatureSteering.of(saelensReaderOf(weights), medianNorm);
    const [clean, ...expected] = await logitsOfCutModel(
      model,
      hookPoint,
      prompt,
      featureSets.map((features) => (raw) => steeredPlainly(weights, medianNorm, features, raw, gate)),
    );
    await within(model.openDecoder({ hookPoint, form: steering.form }, options), async (session) => {
      for (const [i, features] of featureSets.entries()) {
        const vectors = await steering.vectors(features);
        const { logits } = await writeGreedily(session, prompt, 1, vectors);
        expect(relativeDistance(logits, expected.slice(i, i + 1))).toBeLessThan(steered);
        expect(relativeDistance(logits, clean ? [clean] : [])).toBeGreaterThan(4 * oneStep);
      }
    });
  });
});
