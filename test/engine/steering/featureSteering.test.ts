import { describe, expect, test } from 'vitest';
import { steerFeeds, steerGraph } from '../../../native-worker/llm/generate/steerGraph.ts';
import { createSession } from '../../../native-worker/onnx/devices.ts';
import { GraphBuilder } from '../../../native-worker/onnx/graphBuilder.ts';
import { onnxBytes } from '../../../native-worker/onnx/onnxFile.ts';
import { ort } from '../../../native-worker/onnx/ort.ts';
import { foldForSaelens } from '../../../native-worker/sae/formats/saelensFold.ts';
import { saelensReaderOf } from '../../../native-worker/sae/formats/saelensReader.ts';
import {
  FeatureSteering,
  NoMedianNormError,
  UnknownSteeredFeatureError,
} from '../../../native-worker/steering/featureSteering.ts';
import type { MeasuredFeature } from '../../../native-worker/steering/featureSteering.ts';
import { exampleCases } from '../../unit/sae/exampleCases.ts';
import { exampleSae } from '../../unit/sae/exampleSae.ts';
import { steeredPlainly } from './steeredPlainly.ts';

const dIn = 12;
const dSae = 20;
const medianNorm = 7;

/** A graph whose only hook is its input, steered there: what comes out is x'. */
async function throughGraph(
  steering: FeatureSteering,
  features: readonly MeasuredFeature[],
  raw: Float32Array,
  gate: Float32Array,
): Promise<Float32Array> {
  const graph = new GraphBuilder('model');
  graph.node('Neg', [graph.input('x', 'float32', [1, 'length', dIn])], {}, { names: ['minus'] });
  graph.node('Neg', ['minus'], {}, { names: ['hook'] });
  graph.output('y', 'float32', [1, 'length', dIn], 'hook');
  const model = steerGraph(graph.toModel(), 'hook', steering.form);
  const { session } = await createSession(onnxBytes(model), 'cpu');
  const x = new ort.Tensor('float32', raw, [1, raw.length / dIn, dIn]);
  const feeds = steerFeeds(await steering.vectors(features), steering.form, gate);
  const { y } = await session.run({ x, ...feeds });
  await session.release();
  return y?.data as Float32Array;
}

const features: MeasuredFeature[] = [
  { index: 3, kind: 'add', strength: 2, maxActivation: 0.7 },
  { index: 4, kind: 'add', strength: -1.5, maxActivation: 0.4 },
  { index: 5, kind: 'clamp', strength: 1.5, maxActivation: 0.9 },
  { index: 0, kind: 'ablate', strength: 9, maxActivation: 0.5 },
  { index: 7, kind: 'ablate', strength: 0, maxActivation: 0.8 },
  { index: 11, kind: 'clamp', strength: 0.1, maxActivation: 0.3 },
];

describe.each(exampleCases)('features of $name', ({ form, normaliser }) => {
  const { parameters, raw } = exampleSae(form, normaliser, [dIn, dSae]);
  const weights = foldForSaelens(parameters);
  const gate = Float32Array.from({ length: raw.length / dIn }, (_, row) => (row > 0 ? 1 : 0));

  test.each([
    ['added', features.slice(0, 2)],
    ['clamped and ablated', features.slice(2)],
    ['of all kinds together', features],
  ])('%s, as the definition has it', async (_, chosen) => {
    const steering = await FeatureSteering.of(saelensReaderOf(weights), medianNorm);
    const steered = await throughGraph(steering, chosen, raw, gate);
    const expected = await steeredPlainly(weights, medianNorm, chosen, raw, gate);
    const scale = Math.max(...expected.map(Math.abs));
    const largest = Math.max(...expected.map((value, i) => Math.abs(value - (steered[i] ?? NaN))));
    expect(largest / scale).toBeLessThan(1e-5);
    expect(steered.slice(0, dIn)).toEqual(raw.slice(0, dIn));
    expect(steered.slice(dIn)).not.toEqual(raw.slice(dIn));
  });

  test('added by strength 0, or none at all, leave every bit as it was', async () => {
    const steering = await FeatureSteering.of(saelensReaderOf(weights), medianNorm);
    const nothing = features.slice(0, 2).map((feature) => ({ ...feature, strength: 0 }));
    for (const chosen of [nothing, []]) {
      expect(await throughGraph(steering, chosen, raw, gate)).toEqual(raw);
    }
  });
});

test('a float16 hook keeps its type, and by strength 0 every bit', async () => {
  const [first] = exampleCases;
  if (!first) throw new Error('no example');
  const { parameters, raw } = exampleSae(first.form, { kind: 'token' }, [dIn, dSae]);
  const steering = await FeatureSteering.of(saelensReaderOf(foldForSaelens(parameters)), medianNorm);
  const graph = new GraphBuilder('model');
  const half = graph.node('Cast', [graph.input('x', 'float32', [1, 'length', dIn])], { to: 10 });
  graph.node('Neg', [half], {}, { names: ['hook'] });
  graph.output('y', 'float32', [1, 'length', dIn], graph.node('Cast', ['hook'], { to: 1 }));
  const model = steerGraph(graph.toModel(), 'hook', steering.form);
  const { session } = await createSession(onnxBytes(model), 'cpu');
  const x = new ort.Tensor('float32', raw, [1, raw.length / dIn, dIn]);
  const gate = new Float32Array(raw.length / dIn).fill(1);
  const steered = async (strength: number): Promise<Float32Array> => {
    const vectors = await steering.vectors([{ index: 3, kind: 'add', strength, maxActivation: 1 }]);
    const { y } = await session.run({ x, ...steerFeeds(vectors, steering.form, gate) });
    return y?.data as Float32Array;
  };
  const [none, some] = [await steered(0), await steered(4)];
  const { add } = await steering.vectors([{ index: 3, kind: 'add', strength: 4, maxActivation: 1 }]);
  await session.release();
  for (const [i, value] of none.entries()) {
    expect(Math.abs(value + (raw[i] ?? 0))).toBeLessThanOrEqual(Math.abs(value) / 1024);
    const expected = value + (add[i % dIn] ?? 0);
    expect(Math.abs((some[i] ?? 0) - expected)).toBeLessThanOrEqual(
      (Math.abs(expected) + Math.abs(value)) / 512,
    );
  }
});

describe('what cannot be steered', () => {
  const [first] = exampleCases;
  if (!first) throw new Error('no example');
  const { parameters } = exampleSae(first.form, { kind: 'token' }, [dIn, dSae]);
  const reader = saelensReaderOf(foldForSaelens(parameters));

  test('a feature that the SAE does not have is named, with those it has', async () => {
    const steering = await FeatureSteering.of(reader, medianNorm);
    const beyond = { index: dSae, kind: 'add', strength: 1, maxActivation: 1 } as const;
    await expect(steering.vectors([beyond])).rejects.toThrow(UnknownSteeredFeatureError);
    await expect(steering.vectors([beyond])).rejects.toThrow(/no feature 20: .* features 0 to 19/);
  });

  test('without a median norm features are clamped, but not added', async () => {
    const steering = await FeatureSteering.of(reader, null);
    const clamp = { index: 1, kind: 'clamp', strength: 1, maxActivation: 1 } as const;
    await expect(steering.vectors([{ ...clamp, kind: 'add' }])).rejects.toThrow(NoMedianNormError);
    expect((await steering.vectors([clamp])).clamps?.target).toEqual(Float32Array.of(1));
  });
});
