import * as ort from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { AttributeValueError, float } from '../../../native-worker/onnx/attributeProto.ts';
import { GraphBuilder, GraphNameError } from '../../../native-worker/onnx/graphBuilder.ts';
import { TensorSizeError } from '../../../native-worker/onnx/tensorProto.ts';

async function run(
  graph: GraphBuilder,
  feeds: Record<string, ort.Tensor>,
): Promise<ort.InferenceSession.ReturnType> {
  const session = await ort.InferenceSession.create(graph.toBytes(), { executionProviders: ['cpu'] });
  try {
    return await session.run(feeds);
  } finally {
    await session.release();
  }
}

describe('the graph builder', () => {
  test('makes a model that onnxruntime runs: 2 (x w) + 1 for a known x and w', async () => {
    const g = new GraphBuilder('affine');
    const x = g.input('x', 'float32', ['batch', 2]);
    const w = g.float32('w', [2, 2], [1, 2, 3, 4]);
    const b = g.float32('b', [2], [1, 1]);
    g.output('y', 'float32', ['batch', 2], g.node('Gemm', [x, w, b], { alpha: float(2) }));
    const { y } = await run(g, { x: new ort.Tensor('float32', [1, 0, 0, 1], [2, 2]) });
    expect(y?.dims).toEqual([2, 2]);
    expect([...(y?.data as Float32Array)]).toEqual([3, 5, 7, 9]);
  });

  test('writes int64, bool and several outputs', async () => {
    const g = new GraphBuilder('top');
    const x = g.input('x', 'float32', [4]);
    const [values, places] = g.nodeOutputs('TopK', [x, g.indices(2)], 2, { axis: 0 });
    const mask = g.bool('mask', [2], [true, false]);
    g.output('kept', 'float32', [2], g.node('Where', [mask, values, g.scalar(-1)]));
    g.output('places', 'int64', [2], places);
    const result = await run(g, { x: new ort.Tensor('float32', [3, 9, 1, 5], [4]) });
    expect([...(result['kept']?.data as Float32Array)]).toEqual([9, -1]);
    expect([...(result['places']?.data as BigInt64Array)]).toEqual([1n, 3n]);
  });

  test('writes zero attributes, which a reader would otherwise take for absent', async () => {
    const g = new GraphBuilder('zero');
    const x = g.input('x', 'float32', [2, 3]);
    g.output('y', 'float32', [3], g.node('ReduceSum', [x, g.indices(0)], { keepdims: 0 }));
    const { y } = await run(g, { x: new ort.Tensor('float32', [1, 2, 3, 4, 5, 6], [2, 3]) });
    expect(y?.dims).toEqual([3]);
    expect([...(y?.data as Float32Array)]).toEqual([5, 7, 9]);
  });

  test('lets the body of a Loop read the outer graph', async () => {
    const g = new GraphBuilder('loop');
    const start = g.input('start', 'float32', []);
    const increment = g.float32('increment', [], [3]);
    const body = g.subgraph('body');
    body.input('iteration', 'int64', []);
    const keepGoing = body.input('condition', 'bool', []);
    const sum = body.input('sum', 'float32', []);
    body.output('condition_out', 'bool', [], keepGoing);
    body.output('sum_out', 'float32', [], body.node('Add', [sum, increment]));
    const times = g.int64('times', [], [4]);
    g.output('end', 'float32', [], g.node('Loop', [times, '', start], { body: body.toGraph() }));
    const { end } = await run(g, { start: new ort.Tensor('float32', [1], []) });
    expect([...(end?.data as Float32Array)]).toEqual([13]);
  });

  test('refuses names that are taken or unknown, floats without float(), and data of the wrong size', () => {
    const g = new GraphBuilder('wrong');
    g.input('x', 'float32', [1]);
    expect(() => g.input('x', 'float32', [1])).toThrow(GraphNameError);
    expect(() => g.node('Relu', ['missing'])).toThrow(/Relu node reads 'missing'/);
    expect(() => g.node('LeakyRelu', ['x'], { alpha: 0.5 })).toThrow(AttributeValueError);
    expect(() => g.float32('w', [2, 2], [1, 2, 3])).toThrow(TensorSizeError);
  });
});
