/** Sizes that ended or stalled onnxruntime, found by the fuzz test (test/engine/llm/fuzz); each is refused when the file is read. */
import { fromBinary } from '@bufbuild/protobuf';
import { describe, expect, test } from 'vitest';
import { checkSizes } from '../../../native-worker/onnx/checkSizes.ts';
import { createSession } from '../../../native-worker/onnx/devices.ts';
import { graphOf } from '../../../native-worker/onnx/graph.ts';
import { GraphBuilder } from '../../../native-worker/onnx/graphBuilder.ts';
import { onnxBytes, readOnnxFile } from '../../../native-worker/onnx/onnxFile.ts';
import { OnnxFileError } from '../../../native-worker/onnx/onnxFileError.ts';
import { ort } from '../../../native-worker/onnx/ort.ts';
import { ModelProtoSchema } from '../../../native-worker/onnx/proto/onnx_pb.gen.ts';
import type { TensorProto } from '../../../native-worker/onnx/proto/onnx_pb.gen.ts';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

const check = (g: GraphBuilder): void => {
  checkSizes('m.onnx', fromBinary(ModelProtoSchema, g.toBytes()));
};

function graph(build: (g: GraphBuilder, x: string) => string): GraphBuilder {
  const g = new GraphBuilder('sizes');
  const x = g.input('x', 'float32', ['n', 4]);
  g.output('y', 'float32', null, build(g, x));
  return g;
}

describe('an axis beyond any model', () => {
  test.each([
    [
      'Reshape',
      (g: GraphBuilder, x: string) => g.node('Reshape', [x, g.indices(2 ** 40)]),
      /Reshape .* axis of 1099511627776 entries/,
    ],
    [
      'Reshape, joined from parts',
      (g: GraphBuilder, x: string) => {
        const rows = g.node('Unsqueeze', [g.int64('big', [], [2 ** 33]), g.indices(0)]);
        return g.node('Reshape', [x, g.node('Concat', [rows, g.indices(-1)], { axis: 0 })]);
      },
      /axis of 8589934592 entries/,
    ],
    [
      'Reshape below -1',
      (g: GraphBuilder, x: string) => g.node('Reshape', [x, g.indices(-7, 4)]),
      /axis of -7 entries/,
    ],
    [
      'ConstantOfShape',
      (g: GraphBuilder) => g.node('ConstantOfShape', [g.indices(2 ** 31)]),
      /axis of 2147483648/,
    ],
    [
      'Expand',
      (g: GraphBuilder, x: string) => g.node('Expand', [x, g.indices(2 ** 31, 4)]),
      /axis of 2147483648/,
    ],
    [
      'Range',
      (g: GraphBuilder) =>
        g.node('Range', [g.int64('a', [], [-(2 ** 31)]), g.int64('b', [], [5]), g.int64('c', [], [1])]),
      /Range .* counts to -2147483648; 67108864 is the limit/,
    ],
  ])('is refused in %s', (_, build, message) => {
    expect(() => {
      check(graph(build));
    }).toThrow(OnnxFileError);
    expect(() => {
      check(graph(build));
    }).toThrow(message);
  });

  test('is refused in a nested graph, by a constant from outside', () => {
    const g = graph((outer, x) => {
      const shape = outer.indices(2 ** 40);
      const then = outer.subgraph('then');
      then.output('t', 'float32', null, then.node('Reshape', [x, shape]));
      return outer.node('If', [outer.bool('c', [], [true])], {
        then_branch: then.toGraph(),
        else_branch: then.toGraph(),
      });
    });
    expect(() => {
      check(g);
    }).toThrow(/axis of 1099511627776 entries/);
  });

  test('is not what exporters write', () => {
    const large = 2 ** 63;
    const usual = (g: GraphBuilder, x: string): string => {
      const slice = g.node('Slice', [
        x,
        g.indices(0),
        g.int64('end', [1], [BigInt(large) - 1n]),
        g.indices(1),
      ]);
      return g.node('Reshape', [slice, g.indices(0, 0, -1, 128_256)]);
    };
    expect(() => {
      check(graph(usual));
    }).not.toThrow();
  });
});

describe('fused attention', () => {
  const rotated =
    (cosines: number[], sines: number[]) =>
    (g: GraphBuilder, x: string): string => {
      const table = (name: string, dims: number[]): string =>
        g.float32(name, dims, new Float32Array(dims.reduce((a, b) => a * b, 1)));
      const tables = [table('cos', cosines), table('sin', sines)];
      const inputs = [x, '', '', '', '', 'x', 'x', ...tables];
      return g.node(
        'GroupQueryAttention',
        inputs,
        { num_heads: 1, kv_num_heads: 1, do_rotary: 1 },
        { domain: 'com.microsoft' },
      );
    };

  test.each([
    [[64, 8], [32]],
    [[16], [64, 8]],
    [
      [64, 8],
      [64, 4],
    ],
    [[512], [512]],
  ])('with tables of rotations of the shapes %j and %j is refused', (cosines, sines) => {
    expect(() => {
      check(graph(rotated(cosines, sines)));
    }).toThrow(/tables of cosines and sines of one shape \[positions, size\], not \[/);
  });

  test('with whole tables is accepted', () => {
    expect(() => {
      check(graph(rotated([64, 8], [64, 8])));
    }).not.toThrow();
  });
});

describe('a weight', () => {
  const withWeight = (change: (tensor: TensorProto) => void): (() => void) => {
    const g = graph((builder, x) =>
      builder.node('Add', [x, builder.float32('w', [2, 4], new Float32Array(8))]),
    );
    const model = g.toModel();
    const [tensor] = graphOf(model).initializer;
    if (tensor) change(tensor);
    return () => {
      checkSizes('m.onnx', model);
    };
  };

  test.each<[string, (tensor: TensorProto) => void, RegExp]>([
    [
      'of another shape than its data',
      (w) => void (w.dims = [2n, 5n]),
      /weight 'w' of type float32 and shape \[2, 5\] takes 40 bytes, but has 32/,
    ],
    ['of a negative size', (w) => void (w.dims = [-2n, 4n]), /weight 'w' has the shape \[-2, 4\]/],
    [
      'beyond counting',
      (w) => void (w.dims = [2n ** 40n, 2n ** 40n]),
      /weight 'w' has the shape \[1099511627776, /,
    ],
  ])('%s is refused', (_, change, message) => {
    expect(withWeight(change)).toThrow(message);
  });
});

test("a blank last input, which onnxruntime's fusion of norms crashed on, is as good as none", async () => {
  const g = graph((builder, x) => {
    const scale = builder.float32('scale', [4], [1, 1, 1, 1]);
    const sum = builder.node('Add', [x, builder.node('Neg', [x])]);
    return builder.node('LayerNormalization', [sum, scale, '']);
  });
  const folder = await mkdtemp(path.join(os.tmpdir(), 'monosema-blank-'));
  await writeFile(path.join(folder, 'm.onnx'), g.toBytes());
  const { model } = await readOnnxFile(path.join(folder, 'm.onnx'));
  await rm(folder, { recursive: true });
  expect(graphOf(model).node.flatMap(({ input }) => input)).not.toContain('');
  const { session } = await createSession(onnxBytes(model), 'cpu');
  const { y } = await session.run({ x: new ort.Tensor('float32', new Float32Array(4), [1, 4]) });
  await session.release();
  expect([...(y?.data as Float32Array)]).toEqual([0, 0, 0, 0]);
});
