import { describe, expect, test } from 'vitest';
import { Unembedding } from '../../../native-worker/llm/unembedding.ts';
import { UnembeddingError } from '../../../native-worker/llm/unembedding/unembeddingError.ts';
import { float } from '../../../native-worker/onnx/attributeProto.ts';
import { GraphIndex, graphOf } from '../../../native-worker/onnx/graph.ts';
import { GraphBuilder } from '../../../native-worker/onnx/graphBuilder.ts';
import { headForms, vocabulary, width, type HeadForm, type Weight } from './headForms.ts';

interface NormForm {
  name: string;
  centres: boolean;
  build(g: GraphBuilder, stream: string): string;
}

const gammaOf = (i: number): number => 1 + 0.3 * Math.cos(i);
const vector = (g: GraphBuilder, name: string, value: (i: number) => number): string =>
  g.float32(
    name,
    [width],
    Array.from({ length: width }, (_, i) => value(i)),
  );

/** x over its root mean square, written out as exporters do. */
function overRms(g: GraphBuilder, x: string): string {
  const mean = g.node('ReduceMean', [g.node('Pow', [x, g.scalar(2)])], { axes: [-1] });
  return g.node('Mul', [x, g.node('Reciprocal', [g.node('Sqrt', [g.node('Add', [mean, g.scalar(1e-5)])])])]);
}

const layerNorm: NormForm = {
  name: 'LayerNormalization',
  centres: true,
  build: (g, stream) =>
    g.node('LayerNormalization', [stream, vector(g, 'gamma', gammaOf), vector(g, 'beta', Math.sin)], {
      axis: -1,
    }),
};
const norms: NormForm[] = [
  layerNorm,
  {
    name: 'a LayerNorm written out',
    centres: true,
    build(g, stream) {
      const centred = g.node('Sub', [stream, g.node('ReduceMean', [stream], { axes: [-1] })]);
      const scaled = g.node('Mul', [overRms(g, centred), vector(g, 'gamma', gammaOf)]);
      return g.node('Add', [scaled, vector(g, 'beta', Math.sin)]);
    },
  },
  {
    name: 'one fused with the last addition',
    centres: false,
    build(g, stream) {
      const inputs = [stream, g.node('Relu', [stream]), vector(g, 'gamma', gammaOf)];
      const attributes = { epsilon: float(1e-5) };
      return g.nodeOutputs('SkipSimplifiedLayerNormalization', inputs, 4, attributes, {
        domain: 'com.microsoft',
      })[0];
    },
  },
  {
    name: 'an RMS norm with 1 + gamma',
    centres: false,
    build(g, stream) {
      const gamma = g.node('Add', [g.scalar(1), vector(g, 'less', (i) => gammaOf(i) - 1)]);
      return g.node('Mul', [overRms(g, stream), gamma]);
    },
  },
];

function decoder(norm: NormForm, head: Pick<HeadForm, 'build'>): GraphBuilder {
  const g = new GraphBuilder('decoder');
  const start = g.node('Identity', [g.input('input_ids', 'float32', ['rows', 'positions', width])]);
  const stream = g.node('Add', [start, g.node('Relu', [start])]);
  g.output('logits', 'float32', null, head.build(g, norm.build(g, stream)));
  return g;
}

function open(g: GraphBuilder): Promise<Unembedding> {
  const model = g.toModel();
  const onnx = {
    file: 'decoder.onnx',
    model,
    externalDataFolder: null,
    externalFiles: [],
    bytes: 0,
    merged: false,
  };
  return Unembedding.open(onnx, new GraphIndex(graphOf(model)), {
    width,
    vocabularySize: vocabulary,
    logits: 'logits',
    threads: 1,
  });
}

const rows = 3;
const directions = Float32Array.from(
  { length: rows * width },
  (_, at) => 0.4 + Math.sin(2.1 * at + 0.01 * at * at),
);

function expected(weight: Weight, centres: boolean): number[] {
  return Array.from({ length: rows * vocabulary }, (_, at) => {
    const row = directions.subarray(Math.floor(at / vocabulary) * width).subarray(0, width);
    const mean = centres ? row.reduce((sum, value) => sum + value, 0) / width : 0;
    return row.reduce((sum, value, i) => sum + weight(at % vocabulary, i) * gammaOf(i) * (value - mean), 0);
  });
}

async function expectProjection(norm: NormForm, head: HeadForm): Promise<void> {
  const unembedding = await open(decoder(norm, head));
  const values = await unembedding.project(directions);
  await unembedding.dispose();
  expect(unembedding.norm.centres).toBe(norm.centres);
  const wanted = expected(head.weight, norm.centres);
  expect(Math.max(...wanted.map(Math.abs))).toBeGreaterThan(0.5);
  expect(Math.max(...wanted.map((value, i) => Math.abs(value - (values[i] ?? NaN))))).toBeLessThan(1e-4);
}

describe('a direction times the unembedding', () => {
  test.each(headForms)('is exact for a head of $name', (head) => expectProjection(layerNorm, head));

  const [, , tied] = headForms;
  test.each(norms)('is exact behind $name', async (norm) => {
    if (tied) await expectProjection(norm, tied);
  });
});

describe('a model whose head is not understood', () => {
  const product = (g: GraphBuilder, normed: string): string =>
    g.node('MatMul', [
      normed,
      g.float32('w', [width, vocabulary], new Float32Array(width * vocabulary).fill(1)),
    ]);

  test.each([
    {
      what: 'logits that are no product',
      problem: "'logits' is no product of one tensor with constant weights",
      graph: () => decoder(layerNorm, { build: (g, normed) => g.node('Relu', [product(g, normed)]) }),
    },
    {
      what: 'a norm that is none',
      problem: 'is no norm',
      graph: () =>
        decoder({ ...layerNorm, build: (g, stream) => g.node('Sigmoid', [stream]) }, { build: product }),
    },
    {
      what: 'weights that onnxruntime cannot multiply with',
      problem: 'decoder.onnx is not understood',
      graph: () =>
        decoder(layerNorm, {
          build: (g, normed) =>
            g.node('MatMul', [normed, g.float32('w', [5, vocabulary], new Float32Array(5 * vocabulary))]),
        }),
    },
    {
      what: 'logits for another vocabulary',
      problem: '[1, 7] for [1, 20] logits',
      graph: () =>
        decoder(layerNorm, {
          build: (g, normed) =>
            g.node('MatMul', [normed, g.float32('w', [width, 7], new Float32Array(width * 7))]),
        }),
    },
  ])('is refused for $what', async ({ problem, graph }) => {
    const opening = open(graph());
    await expect(opening).rejects.toBeInstanceOf(UnembeddingError);
    await expect(opening).rejects.toThrow(problem);
  });
});
