import { fromBinary } from '@bufbuild/protobuf';
import { describe, expect, test } from 'vitest';
import { createSession } from '../../../native-worker/onnx/devices.ts';
import { graphOf } from '../../../native-worker/onnx/graph.ts';
import { GraphBuilder } from '../../../native-worker/onnx/graphBuilder.ts';
import { inlineBranches, isMergedDecoder } from '../../../native-worker/onnx/inlineBranches.ts';
import { onnxBytes } from '../../../native-worker/onnx/onnxFile.ts';
import { ort } from '../../../native-worker/onnx/ort.ts';
import { ModelProtoSchema } from '../../../native-worker/onnx/proto/onnx_pb.gen.ts';
import type { ModelProto } from '../../../native-worker/onnx/proto/onnx_pb.gen.ts';

/** y = 2x from the start, x + past with a cache, as optimum merges two decoders: names within the branches recur. */
function merged(): GraphBuilder {
  const g = new GraphBuilder('merged');
  const x = g.input('x', 'float32', [2]);
  const past = g.input('past', 'float32', [2]);
  const flag = g.input('use_cache_branch', 'bool', [1]);
  const start = g.subgraph('start');
  start.output('sum', 'float32', [2], start.node('Mul', [x, start.scalar(2)]));
  const cached = g.subgraph('cached');
  cached.output('sum', 'float32', [2], cached.node('Add', [x, past]));
  const branches = { then_branch: cached.toGraph(), else_branch: start.toGraph() };
  g.output('y', 'float32', [2], g.node('If', [flag], branches));
  return g;
}

const read = (g: GraphBuilder): ModelProto => fromBinary(ModelProtoSchema, g.toBytes());

async function y(model: ModelProto, feeds: Record<string, ort.Tensor>): Promise<number[]> {
  const { session } = await createSession(onnxBytes(model), 'cpu');
  const result = await session.run(feeds);
  await session.release();
  return [...(result['y']?.data as Float32Array)];
}
const x = new ort.Tensor('float32', [1, 2], [2]);
const past = new ort.Tensor('float32', [10, 20], [2]);

describe('a merged decoder', () => {
  test('becomes its branch for whole texts, without the inputs of the other', async () => {
    const model = read(merged());
    expect(isMergedDecoder(graphOf(model))).toBe(true);
    inlineBranches(graphOf(model), 'start');
    const graph = graphOf(model);
    expect(graph.input.map(({ name }) => name)).toEqual(['x']);
    expect(graph.node.map(({ opType }) => opType)).not.toContain('If');
    expect(isMergedDecoder(graph)).toBe(false);
    expect(await y(model, { x })).toEqual([2, 4]);
  });

  test('becomes its branch for cached texts where that is asked for', async () => {
    const model = read(merged());
    inlineBranches(graphOf(model), 'cached');
    expect(graphOf(model).input.map(({ name }) => name)).toEqual(['x', 'past']);
    expect(await y(model, { x, past })).toEqual([11, 22]);
  });

  test('gives what the If itself gives, both ways', async () => {
    for (const branch of ['start', 'cached'] as const) {
      const model = read(merged());
      const flag = new ort.Tensor('bool', [branch === 'cached'], [1]);
      const whole = await y(model, { x, past, use_cache_branch: flag });
      inlineBranches(graphOf(model), branch);
      expect(await y(model, branch === 'cached' ? { x, past } : { x })).toEqual(whole);
    }
  });
});

test('constant conditions are decided, one within the other, and names that recur are told apart', async () => {
  const g = new GraphBuilder('constants');
  const input = g.input('x', 'float32', [2]);
  const yes = g.bool('yes', [], [true]);
  const half = (outer: string): string => {
    const no = g.subgraph('no');
    no.output('o', 'float32', [2], input);
    const inner = g.subgraph('inner');
    inner.output(
      'o',
      'float32',
      [2],
      inner.node('Mul', [outer, inner.float32('half', [], [0.5])], {}, { names: ['m'] }),
    );
    const then = g.subgraph('then');
    const branches = { then_branch: inner.toGraph(), else_branch: no.toGraph() };
    then.output('r', 'float32', [2], then.node('If', [yes], branches, { names: ['i'] }));
    return g.node('If', [yes], { then_branch: then.toGraph(), else_branch: no.toGraph() });
  };
  g.output('y', 'float32', [2], half(half(input)));
  const model = read(g);
  const before = await y(model, { x });
  inlineBranches(graphOf(model), 'start');
  expect(
    graphOf(model)
      .node.map(({ opType }) => opType)
      .sort(),
  ).not.toContain('If');
  expect(await y(model, { x })).toEqual(before);
  expect(before).toEqual([0.25, 0.5]);
});

test('a branch that hands on a tensor from outside keeps its name through a copy', async () => {
  const g = new GraphBuilder('through');
  const doubled = g.node('Add', [g.input('x', 'float32', [2]), 'x'], {}, { names: ['doubled'] });
  const no = g.bool('no', [], [false]);
  const [then, other] = [g.subgraph('then'), g.subgraph('else')];
  then.output('t', 'float32', [2], then.node('Neg', [doubled]));
  const branches = { then_branch: then.toGraph(), else_branch: other.toGraph() };
  const node = g.node('If', [no], branches, { names: ['y'] });
  const model = read(g);
  const elseBranch = graphOf(model).node.at(-1)?.attribute[1]?.g;
  const output = then.toGraph().output.map((info) => ({ ...info, name: doubled }));
  if (elseBranch) elseBranch.output = output;
  graphOf(model).output = then.toGraph().output.map((info) => ({ ...info, name: node }));
  inlineBranches(graphOf(model), 'start');
  expect(graphOf(model).node.map(({ opType }) => opType)).toEqual(['Add', 'Identity']);
  expect(await y(model, { x })).toEqual([2, 4]);
});

test('a condition that depends on the text stays', () => {
  const g = new GraphBuilder('dynamic');
  const input = g.input('x', 'float32', []);
  const [then, other] = [g.subgraph('then'), g.subgraph('else')];
  then.output('t', 'float32', [], then.node('Neg', [input]));
  other.output('e', 'float32', [], other.node('Abs', [input]));
  const branches = { then_branch: then.toGraph(), else_branch: other.toGraph() };
  g.output('y', 'float32', [], g.node('If', [g.node('Less', [input, g.scalar(0)])], branches));
  const model = read(g);
  const before = onnxBytes(model);
  inlineBranches(graphOf(model), 'start');
  expect(onnxBytes(model)).toEqual(before);
});
