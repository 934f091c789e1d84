import { fromBinary } from '@bufbuild/protobuf';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { createSession } from '../../../native-worker/onnx/devices.ts';
import { graphOf } from '../../../native-worker/onnx/graph.ts';
import { GraphBuilder } from '../../../native-worker/onnx/graphBuilder.ts';
import { onnxBytes, readOnnxFile } from '../../../native-worker/onnx/onnxFile.ts';
import { ort } from '../../../native-worker/onnx/ort.ts';
import { ModelProtoSchema } from '../../../native-worker/onnx/proto/onnx_pb.gen.ts';
import type { ModelProto } from '../../../native-worker/onnx/proto/onnx_pb.gen.ts';
import { tapAndPrune, UnknownTensorError } from '../../../native-worker/onnx/tapAndPrune.ts';

/** x -> [double] -> doubled -> [If flag: doubled + captured, else doubled] -> chosen -> y; `unused` feeds only y. */
function branching(): ModelProto {
  const g = new GraphBuilder('branching');
  const x = g.input('x', 'float32', [2]);
  const flag = g.input('flag', 'bool', []);
  const unusedInput = g.input('unused_input', 'float32', [2]);
  g.float32('captured', [2], [10, 20]);
  const unused = g.float32('unused', [2], [1, 1]);
  const doubled = g.node('Add', [x, x], {}, { names: ['doubled'] });
  const yes = g.subgraph('yes');
  yes.output('yes_out', 'float32', [2], yes.node('Add', [doubled, 'captured']));
  const no = g.subgraph('no');
  no.output('no_out', 'float32', [2], doubled);
  const branches = { then_branch: yes.toGraph(), else_branch: no.toGraph() };
  const chosen = g.node('If', [flag], branches, { names: ['chosen'] });
  g.output('y', 'float32', [2], g.node('Add', [g.node('Mul', [chosen, unused]), unusedInput]));
  return fromBinary(ModelProtoSchema, g.toBytes());
}

const names = (items: readonly { name: string }[]): string[] => items.map(({ name }) => name);

describe('tapAndPrune', () => {
  test('keeps only what the tapped tensor needs', () => {
    const graph = graphOf(tapAndPrune(branching(), [{ tensor: 'doubled', output: 'tap' }]));
    expect(graph.node.map(({ opType }) => opType)).toEqual(['Add', 'Cast']);
    expect(names(graph.input)).toEqual(['x']);
    expect(graph.initializer).toEqual([]);
    expect(names(graph.output)).toEqual(['tap']);
  });

  test('counts what the branches of an If capture, and the pruned model runs', async () => {
    const pruned = tapAndPrune(branching(), [{ tensor: 'chosen', output: 'tap' }]);
    expect(names(graphOf(pruned).initializer)).toEqual(['captured']);
    expect(names(graphOf(pruned).input).sort()).toEqual(['flag', 'x']);
    const { session } = await createSession(onnxBytes(pruned), 'cpu');
    const x = new ort.Tensor('float32', [1, 2], [2]);
    const flag = (value: boolean): ort.Tensor => new ort.Tensor('bool', [value], []);
    const yes = await session.run({ x, flag: flag(true) });
    const no = await session.run({ x, flag: flag(false) });
    await session.release();
    expect([...(yes['tap']?.data as Float32Array)]).toEqual([12, 24]);
    expect([...(no['tap']?.data as Float32Array)]).toEqual([2, 4]);
  });

  test('gives several tensors, an input among them, from one run', async () => {
    const taps = [
      { tensor: 'x', output: 'a' },
      { tensor: 'doubled', output: 'b' },
    ];
    const { session } = await createSession(onnxBytes(tapAndPrune(branching(), taps)), 'cpu');
    const result = await session.run({ x: new ort.Tensor('float32', [3, 4], [2]) });
    await session.release();
    expect([...(result['a']?.data as Float32Array)]).toEqual([3, 4]);
    expect([...(result['b']?.data as Float32Array)]).toEqual([6, 8]);
  });

  test('gives float16 tensors as float32', async () => {
    const g = new GraphBuilder('half');
    const x = g.input('x', 'float16', [1]);
    g.output('y', 'float16', [1], g.node('Add', [x, x], {}, { names: ['sum'] }));
    const model = fromBinary(ModelProtoSchema, g.toBytes());
    const tapped = tapAndPrune(model, [{ tensor: 'sum', output: 'tap' }]);
    const { session } = await createSession(onnxBytes(tapped), 'cpu');
    const half = new Uint16Array([0x3e00]); // 1.5
    const result = await session.run({ x: new ort.Tensor('float16', half, [1]) });
    await session.release();
    expect(result['tap']?.data).toEqual(new Float32Array([3]));
  });

  test('leaves the model that it was given as it was', () => {
    const model = branching();
    const before = onnxBytes(model);
    tapAndPrune(model, [{ tensor: 'doubled', output: 'tap' }]);
    expect(onnxBytes(model)).toEqual(before);
  });

  test('names the nearest tensors when there is none of that name', () => {
    const misspelt = (): ModelProto => tapAndPrune(branching(), [{ tensor: 'dubled', output: 'tap' }]);
    expect(misspelt).toThrow(UnknownTensorError);
    expect(misspelt).toThrow(/no tensor 'dubled'. Nearest names: doubled,/);
  });

  test('cuts a decoder down layer by layer, with the head, the cache outputs and the weights behind the tap', async () => {
    const file = fileURLToPath(new URL('../../fixtures/models/tiny-llama/onnx/model.onnx', import.meta.url));
    const { model } = await readOnnxFile(file);
    const nodesTo = (tensor: string): number =>
      graphOf(tapAndPrune(model, [{ tensor, output: 'tap' }])).node.length;
    const sizes = ['/model/layers.0/Add_1_output_0', '/model/layers.1/Add_1_output_0', 'logits'].map(nodesTo);
    expect(sizes).toEqual([...sizes].sort((a, b) => a - b));
    expect(sizes[0]).toBeLessThan(0.7 * graphOf(model).node.length);
    const first = graphOf(tapAndPrune(model, [{ tensor: '/model/layers.0/Add_1_output_0', output: 'tap' }]));
    expect(names(first.input).filter((name) => name.startsWith('past_key_values.1'))).toEqual([]);
    expect(names(first.output)).toEqual(['tap']);
    expect(onnxBytes(tapAndPrune(model, [{ tensor: 'input_ids', output: 'tap' }])).length).toBeLessThan(1000);
  });
});
