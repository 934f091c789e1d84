/** Decoders that are not as exporters usually leave them, made from the fixtures by surgery; their greedy tokens must stay the same. */
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { DecoderSession } from '../../../../native-worker/llm/generate/decoderSession.ts';
import type { DecoderGraph } from '../../../../native-worker/llm/generate/decoderSession.ts';
import { readModelFolder } from '../../../../native-worker/llm/modelFolder.ts';
import { UnsupportedInputError } from '../../../../native-worker/llm/modelInputs.ts';
import { graphOf } from '../../../../native-worker/onnx/graph.ts';
import { readOnnxFile } from '../../../../native-worker/onnx/onnxFile.ts';
import type { GraphProto } from '../../../../native-worker/onnx/proto/onnx_pb.gen.ts';
import { float32Tensor } from '../../../../native-worker/onnx/tensorProto.ts';
import { valueInfo } from '../../../../native-worker/onnx/valueInfo.ts';
import { fixtureModels } from '../golden.ts';
import { goldenGenerations } from './goldenGenerations.ts';
import { writeGreedily } from './writeGreedily.ts';

const isPast = (name: string): boolean => name.startsWith('past');

async function decoder(name: string, change: (graph: GraphProto) => void): Promise<DecoderGraph> {
  const folder = await readModelFolder(path.join(fixtureModels, name));
  const { model, externalDataFolder } = await readOnnxFile(folder.onnxFile);
  change(graphOf(model));
  return {
    model,
    logits: 'logits',
    config: folder.config,
    externalDataFolder,
    steer: null,
    continuation: null,
  };
}

async function greedyTokens(graph: DecoderGraph, prompt: readonly number[], count: number) {
  const session = await DecoderSession.open(graph, { device: 'cpu', threads: 1 });
  const { tokens } = await writeGreedily(session, prompt, count);
  await session.dispose();
  return { tokens, hasCache: session.hasCache };
}

const changes: readonly [form: string, change: (graph: GraphProto) => void, hasCache: boolean][] = [
  [
    'has no past inputs',
    (graph) => {
      // An empty past as a weight: what is left when an exporter knows of none.
      for (const { name, type } of graph.input.filter((input) => isPast(input.name))) {
        const dims = type?.value.case === 'tensorType' ? (type.value.value.shape?.dim ?? []) : [];
        const sizes = dims.map(({ value }, axis) =>
          axis === 0 ? 1 : value.case === 'dimValue' ? Number(value.value) : 0,
        );
        graph.initializer.push(float32Tensor(name, sizes, []));
      }
      graph.input = graph.input.filter(({ name }) => !isPast(name));
      graph.output = graph.output.filter(({ name }) => name === 'logits');
    },
    false,
  ],
  [
    'takes a past, but gives none out',
    (graph) => {
      graph.output = graph.output.filter(({ name }) => name === 'logits');
    },
    false,
  ],
  [
    'names its cache after nothing in particular',
    (graph) => {
      const names = new Map<string, string>();
      for (const [i, value] of [...graph.input, ...graph.output].entries()) {
        if (!/^(past|present)/.test(value.name)) continue;
        names.set(value.name, `state${'abcdefghijklmnopqrstuvwx'.charAt(i)}`);
        value.name = names.get(value.name) ?? '';
      }
      const renamed = (all: string[]): string[] => all.map((name) => names.get(name) ?? name);
      for (const node of graph.node) {
        node.input = renamed(node.input);
        node.output = renamed(node.output);
      }
    },
    true,
  ],
  [
    'has a head that more than the logits read',
    (graph) => {
      const head = graph.node.find(({ output }) => output[0] === 'logits')?.input[0] ?? '';
      graph.output.push(valueInfo(head, 'float32'));
    },
    true,
  ],
];

describe.each(['tiny-llama', 'tiny-gpt2', 'tiny-gemma2'])('the model %s', (name) => {
  const golden = goldenGenerations.find(([one]) => one === name)?.[1];
  if (!golden) throw new Error(`no generations of ${name}`);

  test.each(changes)('writes the same tokens where it %s', async (_, change, hasCache) => {
    const count = golden.tokens.length;
    const written = await greedyTokens(await decoder(name, change), golden.prompt, count);
    expect(written).toEqual({ tokens: golden.tokens, hasCache });
  });
});

test('an input that nobody can feed is named', async () => {
  const graph = await decoder('tiny-llama', ({ input, node }) => {
    input.push(valueInfo('pixel_values', 'float32', ['batch', 3]));
    const head = node.at(-1);
    if (head?.opType === 'MatMul') head.input[1] = 'pixel_values';
  });
  const opening = DecoderSession.open(graph, { device: 'cpu' });
  await expect(opening).rejects.toThrow(UnsupportedInputError);
  await expect(opening).rejects.toThrow(/pixel_values/);
});
