import { create } from '@bufbuild/protobuf';
import { describe, expect, test } from 'vitest';
import { cachePairs } from '../../../../native-worker/llm/generate/cachePairs.ts';
import type { ModelConfig } from '../../../../native-worker/llm/modelConfig.ts';
import { GraphProtoSchema } from '../../../../native-worker/onnx/proto/onnx_pb.gen.ts';
import type { GraphProto } from '../../../../native-worker/onnx/proto/onnx_pb.gen.ts';
import { valueInfo } from '../../../../native-worker/onnx/valueInfo.ts';
import type { Dimension } from '../../../../native-worker/onnx/valueInfo.ts';

const config: ModelConfig = {
  modelType: 'any',
  architecture: 'Any',
  layers: 2,
  width: 32,
  keyValueHeads: 3,
  headSize: 8,
  vocabularySize: 10,
  maxContext: 64,
  bosId: null,
  nameOrPath: null,
};

type Named = readonly [name: string, shape: readonly Dimension[], type?: 'float32' | 'float16'];

function graphOf(inputs: readonly Named[], outputs: readonly Named[]): GraphProto {
  const infos = (named: readonly Named[]): GraphProto['input'] =>
    named.map(([name, shape, type]) => valueInfo(name, type ?? 'float32', shape));
  return create(GraphProtoSchema, {
    input: [valueInfo('input_ids', 'int64', ['b', 's']), ...infos(inputs)],
    output: [valueInfo('logits', 'float32', ['b', 's', 10]), ...infos(outputs)],
  });
}

const shape = ['b', 3, 'past', 8] as const;
const pairs = (graph: GraphProto): (string | null)[][] =>
  cachePairs(graph, config).map(({ input, output }) => [input, output]);

describe('the cache of a graph', () => {
  test.each([
    ['past_key_values.0.key', 'present.0.key', 'past_key_values.0.value', 'present.0.value'],
    ['past_key_0', 'present_key_0', 'past_value_0', 'present_value_0'],
    ['past_0_key', 'present_0_key', 'past_0_value', 'present_0_value'],
    ['past.0.k', 'out.0.k', 'past.0.v', 'out.0.v'],
  ])('pairs %s with %s though the outputs come in another order', (key, keyOut, value, valueOut) => {
    const graph = graphOf(
      [
        [key, shape],
        [value, shape],
      ],
      [
        [valueOut, shape],
        [keyOut, shape],
      ],
    );
    expect(pairs(graph)).toEqual([
      [key, keyOut],
      [value, valueOut],
    ]);
  });

  test('pairs names that say nothing by their order', () => {
    const graph = graphOf(
      [
        ['cacheA', shape],
        ['cacheB', shape],
      ],
      [
        ['newA', shape],
        ['newB', shape],
      ],
    );
    expect(pairs(graph)).toEqual([
      ['cacheA', 'newA'],
      ['cacheB', 'newB'],
    ]);
  });

  test.each([
    ['heads before positions', ['b', 3, 'past', 8], [1, 3, 0, 8]],
    ['positions before heads', ['b', 'past', 3, 8], [1, 0, 3, 8]],
    ['head size before positions', ['b', 3, 8, 'past'], [1, 3, 8, 0]],
    ['keys and values in one', ['b', 'past', 16], [1, 0, 16]],
    ['sizes left open', ['b', null, null, null], [1, 3, 0, 8]],
  ])('%s', (_, dims, empty) => {
    const [entry] = cachePairs(graphOf([['past_0_key', dims]], [['present_0_key', dims]]), config);
    expect(entry?.empty).toEqual(empty);
  });

  test('a partner of another size or type is none', () => {
    expect(pairs(graphOf([['past_0_key', shape]], [['present_0_key', ['b', 4, 'all', 8]]]))).toEqual([
      ['past_0_key', null],
    ]);
    expect(pairs(graphOf([['past_0_key', shape]], [['present_0_key', shape, 'float16']]))).toEqual([
      ['past_0_key', null],
    ]);
  });

  test('a graph without past inputs has none, and masks are no cache', () => {
    expect(cachePairs(graphOf([], []), config)).toEqual([]);
    expect(cachePairs(graphOf([['attention_mask', ['b', 's']]], []), config)).toEqual([]);
  });

  test('half precision is kept', () => {
    const half = graphOf([['past_0_key', shape, 'float16']], [['present_0_key', shape, 'float16']]);
    expect(cachePairs(half, config)[0]?.type).toBe('float16');
  });
});
