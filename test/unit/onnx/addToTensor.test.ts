import { describe, expect, test } from 'vitest';
import { addToTensor, UnchangeableTensorError } from '../../../native-worker/onnx/addToTensor.ts';
import { createSession } from '../../../native-worker/onnx/devices.ts';
import { GraphBuilder } from '../../../native-worker/onnx/graphBuilder.ts';
import { onnxBytes } from '../../../native-worker/onnx/onnxFile.ts';
import { ort } from '../../../native-worker/onnx/ort.ts';
import type { ModelProto } from '../../../native-worker/onnx/proto/onnx_pb.gen.ts';

const x = Float32Array.of(1, 2, 3, -4);

async function run(model: ModelProto, delta?: Float32Array): Promise<Record<string, number[]>> {
  const { session } = await createSession(onnxBytes(model), 'cpu');
  const vector = (values: Float32Array): InstanceType<typeof ort.Tensor> =>
    new ort.Tensor('float32', values, [1, values.length]);
  const outputs = await session.run({ x: vector(x), ...(delta ? { delta: vector(delta) } : {}) });
  await session.release();
  return Object.fromEntries(
    Object.entries(outputs).map(([name, value]) => [name, Array.from(value.data as Float32Array)]),
  );
}

/** Adds an input of its own. */
const input = (graph: GraphBuilder): string => graph.input('delta', 'float32', [1, 4]);

describe('adding to a tensor', () => {
  test('every reader sees the sum: later nodes, outputs and nested graphs', async () => {
    const graph = new GraphBuilder('model');
    graph.node('Neg', [graph.input('x', 'float32', [1, 4])], {}, { names: ['hook'] });
    graph.output('hook', 'float32', [1, 4]);
    graph.output('doubled', 'float32', [1, 4], graph.node('Add', ['hook', 'hook']));
    const branch = (name: string): ReturnType<GraphBuilder['toGraph']> => {
      const nested = graph.subgraph(name);
      nested.output(`${name}_out`, 'float32', [1, 4], 'hook');
      return nested.toGraph();
    };
    const yes = graph.bool('yes', [], [true]);
    const chosen = graph.node('If', [yes], { then_branch: branch('then'), else_branch: branch('else') });
    graph.output('nested', 'float32', [1, 4], chosen);
    const model = addToTensor(graph.toModel(), 'hook', 'added', input);
    const delta = Float32Array.of(10, 20, 30, 40);
    const sum = [9, 18, 27, 44];
    expect(await run(model, delta)).toEqual({
      hook: sum,
      nested: sum,
      doubled: sum.map((value) => 2 * value),
    });
    expect(await run(graph.toModel())).toMatchObject({ hook: [-1, -2, -3, 4] });
  });

  test('what is added may be computed from the tensor as it was', async () => {
    const graph = new GraphBuilder('model');
    graph.node('Neg', [graph.input('x', 'float32', [1, 4])], {}, { names: ['hook'] });
    graph.output('y', 'float32', [1, 4], 'hook');
    const model = addToTensor(graph.toModel(), 'hook', 'added', (added, clean) =>
      added.node('Mul', [clean, clean]),
    );
    expect(await run(model)).toEqual({ y: [0, 2, 6, 20] });
  });

  test.each([
    ['SkipSimplifiedLayerNormalization', false],
    ['SkipSimplifiedLayerNormalization', true],
    ['SkipLayerNormalization', false],
    ['SkipLayerNormalization', true],
  ])('within %s (bias: %s) the norm sees the sum too, and zeros change no bit', async (op, hasBias) => {
    const graph = new GraphBuilder('model');
    const value = graph.input('x', 'float32', [1, 4]);
    const skip = graph.float32('skip', [1, 4], [0.5, -1, 2, 0.25]);
    const gamma = graph.float32('gamma', [4], [1, 2, 0.5, 1]);
    const isCentred = op === 'SkipLayerNormalization';
    const beta = isCentred ? [graph.float32('beta', [4], [0.1, 0, 0, 0])] : [];
    const bias = hasBias ? [graph.float32('bias', [4], [1, 1, -1, 0.5])] : [];
    graph.nodeOutputs(
      op,
      [value, graph.node('Identity', [skip]), gamma, ...beta, ...bias],
      4,
      {},
      { domain: 'com.microsoft', names: ['normed', 'mean', 'deviation', 'sum'] },
    );
    graph.output('normed', 'float32', [1, 4]);
    graph.output('sum', 'float32', [1, 4]);
    const plain = await run(graph.toModel());
    const model = addToTensor(graph.toModel(), 'sum', 'added', input);
    expect(await run(model, new Float32Array(4))).toEqual(plain);
    const delta = Float32Array.of(1, 0, -2, 3);
    const changed = await run(model, delta);
    const sum = (plain['sum'] ?? []).map((one, i) => one + (delta[i] ?? 0));
    expect(changed['sum']).toEqual(sum);
    const mean = isCentred ? sum.reduce((total, one) => total + one / 4, 0) : 0;
    const scale = Math.sqrt(sum.reduce((total, one) => total + (one - mean) ** 2 / 4, 0));
    const expected = sum.map((one, i) => {
      const weighted = ((one - mean) / scale) * ([1, 2, 0.5, 1][i] ?? 0);
      return weighted + (isCentred && i === 0 ? 0.1 : 0);
    });
    for (const [i, one] of (changed['normed'] ?? []).entries())
      expect(one).toBeCloseTo(expected[i] ?? NaN, 5);
  });

  test('an input of the model, or a name that it does not have, is refused with the nearest', () => {
    const graph = new GraphBuilder('model');
    graph.node('Neg', [graph.input('x', 'float32', [1, 4])], {}, { names: ['hook'] });
    graph.output('y', 'float32', [1, 4], 'hook');
    const model = graph.toModel();
    for (const name of ['x', 'hok'])
      expect(() => addToTensor(model, name, 'added', input)).toThrow(UnchangeableTensorError);
    expect(() => addToTensor(model, 'hok', 'added', input)).toThrow(/nearest names: hook/);
  });
});
