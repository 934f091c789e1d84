import { fromBinary } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import { stepGraph } from '../../../native-worker/compute/dense/stepGraph.ts';
import { ModelProtoSchema } from '../../../native-worker/onnx/proto/onnx_pb.gen.ts';
import type { GraphProto } from '../../../native-worker/onnx/proto/onnx_pb.gen.ts';
import { recipes } from '../../engine/compute/forms.ts';

const forms = recipes({ dIn: 16, dSae: 48, batchTokens: 32 });

function graphOf(form: string, auxiliary: boolean): GraphProto {
  const options = forms[form];
  if (!options) throw new Error(`There is no form '${form}'.`);
  const { graph } = fromBinary(ModelProtoSchema, stepGraph(options, { auxiliary }).bytes);
  if (!graph) throw new Error('The model has no graph.');
  return graph;
}

const counted = ({ node }: GraphProto, op: string): number =>
  node.filter(({ opType }) => opType === op).length;

describe.each(Object.keys(forms))('The step graph of %s', (form) => {
  it.each([false, true])('computes nothing that nobody reads (auxiliary: %s)', (auxiliary) => {
    if (auxiliary && !forms[form]?.auxiliary) return;
    const { node, output, initializer } = graphOf(form, auxiliary);
    const read = new Set([...node.flatMap(({ input }) => input), ...output.map(({ name }) => name)]);
    expect(node.filter((each) => !each.output.some((name) => read.has(name)))).toEqual([]);
    expect(initializer.filter(({ name }) => !read.has(name))).toEqual([]);
  });
});

it("GBA's step stays the one that was tuned: five products and 37 cheap nodes", () => {
  const graph = graphOf('gba', false);
  expect([counted(graph, 'Gemm'), graph.node.length]).toEqual([5, 42]);
});

it('A frozen decoder saves a product, and the auxiliary loss adds four of the width of the dead', () => {
  expect(counted(graphOf('polish', false), 'Gemm')).toBe(4);
  expect(counted(graphOf('topk', false), 'Gemm')).toBe(5);
  expect(counted(graphOf('topk', true), 'Gemm')).toBe(9);
});
