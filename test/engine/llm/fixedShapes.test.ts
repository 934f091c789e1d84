/** Graphs exported without free axes, made from a fixture: what they cannot do is said before onnxruntime refuses it. */
import { create } from '@bufbuild/protobuf';
import path from 'node:path';
import { expect, test } from 'vitest';
import { readModelFolder } from '../../../native-worker/llm/modelFolder.ts';
import { decoderInputs } from '../../../native-worker/llm/generate/decoderInputs.ts';
import { FixedShapeError } from '../../../native-worker/llm/fixedShape.ts';
import { modelInputs } from '../../../native-worker/llm/modelInputs.ts';
import type { ModelConfig } from '../../../native-worker/llm/modelConfig.ts';
import type { GraphProto } from '../../../native-worker/onnx/proto/onnx_pb.gen.ts';
import { packRows } from '../../../native-worker/llm/tokenBatch.ts';
import { graphOf } from '../../../native-worker/onnx/graph.ts';
import { readOnnxFile } from '../../../native-worker/onnx/onnxFile.ts';
import { TensorShapeProto_DimensionSchema } from '../../../native-worker/onnx/proto/onnx_pb.gen.ts';
import { fixtureModels } from './golden.ts';

async function fixedGraph(axis: 0 | 1, size: number): Promise<[GraphProto, ModelConfig]> {
  const { config, onnxFile } = await readModelFolder(path.join(fixtureModels, 'tiny-llama'));
  const graph = graphOf((await readOnnxFile(onnxFile)).model);
  const type = graph.input.find(({ name }) => name === 'input_ids')?.type?.value;
  if (type?.case !== 'tensorType' || !type.value.shape) throw new Error('input_ids has no shape.');
  type.value.shape.dim[axis] = create(TensorShapeProto_DimensionSchema, {
    value: { case: 'dimValue', value: BigInt(size) },
  });
  return [graph, config];
}

test('a graph of single rows runs those and refuses several', async () => {
  const feeds = modelInputs(...(await fixedGraph(0, 1)));
  const row = Int32Array.of(1, 2, 3);
  expect(feeds(packRows([row]))['input_ids']?.dims).toEqual([1, 3]);
  expect(() => feeds(packRows([row, row]))).toThrow(FixedShapeError);
  expect(() => feeds(packRows([row, row]))).toThrow(
    'takes batches of size 1 only: it was exported with fixed',
  );
});

test.each([
  [0, 4, 'takes batches of size 4 only'],
  [1, 16, 'takes texts of length 16 only'],
] as const)(
  'one of axis %i fixed to %i is refused when it is opened, to harvest and to write',
  async (axis, size, problem) => {
    const [graph, config] = await fixedGraph(axis, size);
    expect(() => modelInputs(graph, config)).toThrow(problem);
    expect(() => decoderInputs(graph, new Set())).toThrow(problem);
  },
);
