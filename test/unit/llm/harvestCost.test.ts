import { fromBinary } from '@bufbuild/protobuf';
import { describe, expect, test } from 'vitest';
import { COSTED_CONTEXT, HarvestCosts } from '../../../native-worker/llm/harvestCost.ts';
import { searchTensors } from '../../../native-worker/llm/tensorSearch.ts';
import type { SearchedGraph } from '../../../native-worker/llm/tensorSearch.ts';
import { TensorShapes } from '../../../native-worker/llm/tensorShape.ts';
import { GraphIndex, graphOf } from '../../../native-worker/onnx/graph.ts';
import { GraphBuilder } from '../../../native-worker/onnx/graphBuilder.ts';
import { ModelProtoSchema } from '../../../native-worker/onnx/proto/onnx_pb.gen.ts';

const width = 4;
const vocabulary = 10;

function indexOf(g: GraphBuilder): GraphIndex {
  return new GraphIndex(graphOf(fromBinary(ModelProtoSchema, g.toBytes())));
}

function searched(g: GraphBuilder): SearchedGraph {
  const index = indexOf(g);
  return { index, width, costs: new HarvestCosts(index, width), shapes: new TensorShapes(index) };
}

/** Ids -> rows of a table; with a mask computed beside it, as every export has. */
function embedded(): { g: GraphBuilder; x: string; ids: string } {
  const g = new GraphBuilder('decoder');
  const ids = g.input('input_ids', 'int64', ['rows', 'length']);
  const table = g.float32('table', [vocabulary, width], new Float32Array(vocabulary * width));
  return { g, ids, x: g.node('Gather', [table, ids]) };
}

function matMul(g: GraphBuilder, x: string, name: string, shape: [number, number]): string {
  const weights = g.float32(`w.${name}`, shape, new Float32Array(shape[0] * shape[1]));
  return g.node('MatMul', [x, weights], {}, { names: [name] });
}

describe('the cost of a harvest', () => {
  test('is the share of the multiply-adds with stored weights, and that of the bytes of weights', () => {
    const { g, x } = embedded();
    const up = matMul(g, x, 'mlp/up', [width, 16]);
    const down = matMul(g, g.node('Relu', [up]), 'mlp/down', [16, width]);
    const sum = g.node('Add', [x, down]);
    g.output('logits', 'float32', null, matMul(g, sum, 'head', [width, vocabulary]));
    const costs = new HarvestCosts(indexOf(g), width);
    const whole = 64 + 64 + 40;
    const bytes = 4 * (40 + 64 + 64 + 40);
    expect(costs.of(x)).toEqual({ cost: 0, weightShare: (4 * 40) / bytes });
    expect(costs.of(up)).toEqual({ cost: 64 / whole, weightShare: (4 * 104) / bytes });
    expect(costs.of(down)).toEqual({ cost: 128 / whole, weightShare: (4 * 168) / bytes });
    expect(costs.of(sum)).toEqual(costs.of(down));
    expect(costs.of('logits')).toEqual({ cost: 1, weightShare: 1 });
  });

  test('counts attention as two products over the context, spelled out or fused, and no product of positions', () => {
    const plain = embedded();
    const scores = plain.g.node('MatMul', [
      plain.x,
      plain.g.node('Transpose', [plain.x], { perm: [0, 2, 1] }),
    ]);
    const mixed = plain.g.node('MatMul', [plain.g.node('Softmax', [scores]), plain.x]);
    const positions = plain.g.node('Cast', [plain.ids], { to: 1 });
    const rotary = plain.g.node('MatMul', [positions, plain.g.node('Transpose', [positions])]);
    plain.g.output('logits', 'float32', null, matMul(plain.g, mixed, 'head', [width, vocabulary]));
    plain.g.output('positions', 'float32', null, rotary);
    const attention = 2 * COSTED_CONTEXT * width;
    const { cost } = new HarvestCosts(indexOf(plain.g), width).of(mixed);
    expect(cost).toBe(attention / (attention + width * vocabulary));

    const fused = embedded();
    const { x } = fused;
    const out = fused.g.node('MultiHeadAttention', [x, x, x], { num_heads: 1 }, { domain: 'com.microsoft' });
    fused.g.output('logits', 'float32', null, matMul(fused.g, out, 'head', [width, vocabulary]));
    expect(new HarvestCosts(indexOf(fused.g), width).of(out).cost).toBe(cost);
  });

  test('sees quantised weights through what makes them numbers again', () => {
    const { g, x } = embedded();
    const packed = g.initializer('w.q', 'uint8', [width, 16], new Uint8Array(width * 16));
    const weights = g.node('DequantizeLinear', [packed, g.float32('scale', [], [0.1])]);
    const wide = g.node('MatMul', [x, weights]);
    const [blocks, scales] = [
      g.initializer('w.4', 'uint8', [width, 1, 8], new Uint8Array(width * 8)),
      g.float32('s.4', [width], new Float32Array(width)),
    ];
    const sizes = { K: 16, N: width, bits: 4, block_size: 16 };
    const narrow = g.node('MatMulNBits', [wide, blocks, scales], sizes, { domain: 'com.microsoft' });
    g.output('logits', 'float32', null, matMul(g, narrow, 'head', [width, vocabulary]));
    const costs = new HarvestCosts(indexOf(g), width);
    expect(costs.of(wide).cost).toBe(64 / (64 + 64 + 40));
    expect(costs.of(narrow).cost).toBe(128 / (64 + 64 + 40));
    const stored = 4 * 40 + 64 + 4 + 32 + 16;
    expect(costs.of(narrow).weightShare).toBeCloseTo(stored / (stored + 4 * 40), 12);
  });
});

describe('the search for tensors', () => {
  function model(): SearchedGraph {
    const { g, x, ids } = embedded();
    g.node('Cast', [ids], { to: 1 }, { names: ['mask/mlp'] });
    const up = matMul(g, x, 'layers.0/mlp/up', [width, 16]);
    const gate = g.node('Relu', [up], {}, { names: ['layers.0/mlp/Gate'] });
    const down = matMul(g, gate, 'layers.0/mlp/down', [16, width]);
    const sum = g.node('Add', [x, down], {}, { names: ['layers.0/sum'] });
    g.node('Reshape', [gate, g.int64('to', [2], [-1, 16])], {}, { names: ['layers.0/flat'] });
    g.node('Compress', [gate, g.input('chosen', 'bool', [null])], {}, { names: ['layers.0/few'] });
    g.output(
      'logits',
      'float32',
      ['rows', 'length', vocabulary],
      matMul(g, sum, 'head', [width, vocabulary]),
    );
    return searched(g);
  }
  const names = ({ tensors }: ReturnType<typeof searchTensors>): string[] =>
    tensors.map(({ tensor }) => tensor);

  test('finds those whose names have all parts of a text, in the order of the forward pass, and no masks', () => {
    const found = searchTensors(model(), ' MLP 0 ', 20);
    expect(names(found)).toEqual(['layers.0/mlp/up', 'layers.0/mlp/Gate', 'layers.0/mlp/down']);
    expect(found).toMatchObject({ match: 'containing', total: 3 });
    expect(found.tensors[1]).toEqual({
      ...{ hookPoint: 'tensor:layers.0/mlp/Gate', tensor: 'layers.0/mlp/Gate', op: 'Relu', width: 16 },
      ...{ shape: ['batch', 'position', 16], cost: 64 / 168, weightShare: 104 / 208 },
    });
  });

  test('gives the nearest names where none has all parts', () => {
    const found = searchTensors(model(), 'mlp dwn', 2);
    expect(found).toMatchObject({ match: 'nearest', total: 2 });
    expect(names(found)[0]).toBe('layers.0/mlp/down');
    expect(names(searchTensors(model(), 'sunn', 1))).toHaveLength(1);
  });

  test('offers sums as wide as the model where nothing is asked, spread over its depth', () => {
    const { g, x } = embedded();
    let stream = x;
    for (let layer = 0; layer < 30; layer++)
      stream = g.node(
        'Add',
        [stream, matMul(g, stream, `b${layer}`, [width, width])],
        {},
        { names: [`s${layer}`] },
      );
    g.output('logits', 'float32', null, matMul(g, stream, 'head', [width, vocabulary]));
    const found = searchTensors(searched(g), '', 4);
    expect(found).toMatchObject({ match: 'likely', total: 30 });
    expect(names(found)).toEqual(['s0', 's10', 's19', 's29']);
  });

  test('says where the graph does not tell a width', () => {
    expect(searchTensors(model(), 'few', 20).tensors).toMatchObject([{ width: null, shape: null }]);
  });

  test('knows the width of rows of all positions, one under the other', () => {
    const [flat] = searchTensors(model(), 'flat', 20).tensors;
    expect(flat).toMatchObject({ width: 16, shape: ['batch × position', 16] });
  });
});
