/**
 * What a graph says about the sizes of its tensors, in one pass over its nodes: annotations, weights, and what the operators of decoders do
 * to shapes. Batch and position stay open; no model is run.
 */
import type { GraphIndex } from './graph.ts';
import { integers } from './integers.ts';
import type { NodeProto, TensorProto } from './proto/onnx_pb.gen.ts';
import { tensorType } from './valueInfo.ts';

/** Sizes by axis, null where they are open. */
export type StaticShape = readonly (number | null)[];

/** Operators whose output has the shape that their inputs broadcast to. */
const broadcasting = new Set('Add Sub Mul Div Pow Sum Where Min Max'.split(' '));
/** Operators whose outputs have the shape of their first input. */
const keeping = new Set(
  (
    'Sqrt Neg Abs Exp Log Erf Tanh Sigmoid Relu LeakyRelu Elu Gelu FastGelu BiasGelu QuickGelu Softmax Cast Identity Dropout Clip ' +
    'LayerNormalization SimplifiedLayerNormalization SkipLayerNormalization SkipSimplifiedLayerNormalization RMSNormalization ' +
    'QuantizeLinear DequantizeLinear Reciprocal Round Floor'
  ).split(' '),
);
const products = new Set(
  'MatMul MatMulInteger MatMulIntegerToFloat DynamicQuantizeMatMul FusedMatMul'.split(' '),
);

const attributeOf = (node: NodeProto, name: string): NodeProto['attribute'][number] | undefined =>
  node.attribute.find((candidate) => candidate.name === name);
const flag = (node: NodeProto, name: string): boolean => (attributeOf(node, name)?.i ?? 0n) !== 0n;

function broadcast(shapes: readonly StaticShape[]): StaticShape {
  const rank = Math.max(...shapes.map(({ length }) => length));
  return Array.from({ length: rank }, (_, axis) => {
    const sizes = shapes.map((shape) =>
      axis + shape.length < rank ? 1 : (shape[axis + shape.length - rank] ?? null),
    );
    const wide = sizes.find((size) => size !== null && size > 1);
    return wide ?? (sizes.includes(null) ? null : 1);
  });
}

class Inference {
  readonly shapes = new Map<string, StaticShape>();
  private readonly stored = new Map<string, TensorProto>();
  private readonly index: GraphIndex;

  constructor(index: GraphIndex) {
    this.index = index;
    const { graph } = index;
    for (const tensor of graph.initializer) this.keep(tensor.name, tensor);
    for (const info of [...graph.input, ...graph.output, ...graph.valueInfo]) {
      const known = tensorType(info)?.shape;
      if (known && !this.shapes.has(info.name))
        this.shapes.set(
          info.name,
          known.map((size) => (typeof size === 'number' ? size : null)),
        );
    }
    for (const node of graph.node) this.visit(node);
  }

  private keep(name: string, tensor: TensorProto): void {
    this.stored.set(name, tensor);
    this.shapes.set(name, tensor.dims.map(Number));
  }

  private visit(node: NodeProto): void {
    const [output = ''] = node.output;
    const held = node.opType === 'Constant' ? attributeOf(node, 'value')?.t : undefined;
    if (held) this.keep(output, held);
    const shape = held ? null : this.infer(node);
    if (!shape) return;
    for (const name of keeping.has(node.opType) ? node.output : [output])
      if (!this.shapes.has(name)) this.shapes.set(name, shape);
  }

  private integersOf(name: string): number[] | null {
    const tensor = this.stored.get(name);
    return tensor ? integers(tensor) : null;
  }

  private of(name: string | undefined): StaticShape | null {
    return this.shapes.get(name ?? '') ?? null;
  }

  private infer(node: NodeProto): StaticShape | null {
    const [left, right] = [this.of(node.input[0]), this.of(node.input[1])];
    if (keeping.has(node.opType)) return left;
    if (products.has(node.opType)) {
      const end = right?.at(flag(node, 'transB') ? -2 : -1) ?? null;
      return left ? [...left.slice(0, -1), end] : end === null ? null : [null, null, end];
    }
    if (broadcasting.has(node.opType)) {
      const known = node.input.map((name) => this.of(name)).filter((shape) => shape !== null);
      return known.length > 0 ? broadcast(known) : null;
    }
    switch (node.opType) {
      case 'Gemm':
      case 'FusedGemm':
        return [left?.[flag(node, 'transA') ? 1 : 0] ?? null, right?.[flag(node, 'transB') ? 0 : 1] ?? null];
      case 'MatMulNBits':
        return [...(left?.slice(0, -1) ?? [null, null]), Number(attributeOf(node, 'N')?.i ?? 0n) || null];
      case 'Gather': {
        const axis = Number(attributeOf(node, 'axis')?.i ?? 0n);
        return left && right ? [...left.slice(0, axis), ...right, ...left.slice(axis + 1)] : null;
      }
      case 'Transpose':
        return (
          left &&
          (attributeOf(node, 'perm')?.ints.map((axis) => left[Number(axis)] ?? null) ?? [...left].reverse())
        );
      case 'Reshape':
        return this.asked(node.input[1] ?? '');
      default:
        return null;
    }
  }

  /** The shape that a Reshape is asked for: a constant, or one joined from single sizes. */
  private asked(name: string): StaticShape | null {
    const constant = this.integersOf(name);
    if (constant) return constant.map((size) => (size > 0 ? size : null));
    const maker = this.index.makers.get(name);
    if (maker?.opType !== 'Concat') return null;
    return maker.input.map((part) => {
      const sizes = this.integersOf(part);
      return sizes?.length === 1 && (sizes[0] ?? 0) > 0 ? (sizes[0] ?? null) : null;
    });
  }
}

const known = new WeakMap<GraphIndex, ReadonlyMap<string, StaticShape>>();

/** Shapes by tensor; those that cannot be told are absent. */
export function staticShapes(index: GraphIndex): ReadonlyMap<string, StaticShape> {
  const shapes = known.get(index) ?? new Inference(index).shapes;
  known.set(index, shapes);
  return shapes;
}
