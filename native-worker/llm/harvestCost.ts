/**
 * What reading a tensor costs, as a share of the whole forward pass, from the graph alone: the multiply-adds and the weights of the nodes
 * that the tensor needs, over those of all nodes that the model's outputs need. No model is run, so it holds for every device alike.
 *
 * Multiply-adds of one token: a product with stored weights has one for each weight; attention has 2 C d, for the scores and for the
 * weighted sum, over C = 128 positions of a row (the presets' context) and width d. Norms, activations and look-ups are left out.
 */
import { bytesPerElement, elementTypeOf } from '../onnx/elementType.ts';
import type { GraphIndex } from '../onnx/graph.ts';
import { namesRead } from '../onnx/graph.ts';
import type { NodeProto, TensorProto } from '../onnx/proto/onnx_pb.gen.ts';
import { contentTensors, storedShape } from './contentTensors.ts';

export interface HarvestCost {
  /** Share of the multiply-adds, 0..1. */
  cost: number;
  /** Share of the bytes of all weights, 0..1. */
  weightShare: number;
}

/** Positions a row, as in the presets. */
export const COSTED_CONTEXT = 128;

/** Operators that multiply by a matrix of stored weights, plain, fused and quantised. */
const products = new Set(
  (
    'MatMul Gemm FusedMatMul TransposeMatMul FusedGemm MatMulInteger MatMulIntegerToFloat DynamicQuantizeMatMul QLinearMatMul QGemm ' +
    'MatMulNBits MatMulBnb4 Attention QAttention Conv'
  ).split(' '),
);
/** Operators that are a whole attention: scores and weighted sum. */
const attentions = new Set(
  (
    'Attention QAttention MultiHeadAttention GroupQueryAttention DecoderMaskedMultiHeadAttention PackedMultiHeadAttention ' +
    'SparseAttention PagedAttention'
  ).split(' '),
);

export class HarvestCosts {
  private readonly index: GraphIndex;
  private readonly content: ReadonlySet<string>;
  private readonly width: number;
  private readonly nodeCosts = new Map<NodeProto, number>();
  private readonly weights: ReadonlyMap<string, number>;
  private readonly whole: { products: number; bytes: number };

  /** @param width d of the model */
  constructor(index: GraphIndex, width: number) {
    this.index = index;
    this.width = width;
    this.content = contentTensors(index);
    this.weights = new Map(index.graph.initializer.map((tensor) => [tensor.name, storedBytes(tensor)]));
    for (const node of index.graph.node) {
      const cost = this.nodeCost(node);
      if (cost > 0) this.nodeCosts.set(node, cost);
    }
    this.whole = this.sum(index.graph.output.map(({ name }) => name));
  }

  /** Of the graph pruned to `tensor`. */
  of(tensor: string): HarvestCost {
    const { products: needed, bytes } = this.sum([tensor]);
    return { cost: share(needed, this.whole.products), weightShare: share(bytes, this.whole.bytes) };
  }

  private sum(tensors: readonly string[]): { products: number; bytes: number } {
    let sum = 0;
    let bytes = 0;
    const counted = new Set<string>();
    for (const node of this.index.ancestors(tensors)) {
      sum += this.nodeCosts.get(node) ?? 0;
      for (const name of namesRead(node)) {
        if (counted.has(name)) continue;
        counted.add(name);
        bytes += this.weights.get(name) ?? 0;
      }
    }
    return { products: sum, bytes };
  }

  /** Multiply-adds of a token. */
  private nodeCost(node: NodeProto): number {
    const { opType, input } = node;
    if (!node.output.some((name) => this.content.has(name))) return 0;
    const attention = COSTED_CONTEXT * this.width;
    const fused = attentions.has(opType) ? 2 * attention : 0;
    if (!products.has(opType)) return fused;
    const weights = this.largestWeights(node);
    if (weights > 0) return weights + fused;
    // Two tensors of the text multiplied by each other: scores, or the sum that they weigh.
    const isAttention = input.filter((name) => this.content.has(name)).length >= 2;
    return fused + (isAttention ? attention : 0);
  }

  /** Weights of a product: biases, scales and zero points are smaller. */
  private largestWeights(node: NodeProto): number {
    // Packed in blocks: the stored shape does not tell how many there are.
    const [rows, columns] = ['N', 'K'].map((name) => integer(node, name));
    if (node.opType.startsWith('MatMulNBits') || node.opType === 'MatMulBnb4')
      return (rows ?? 0) * (columns ?? 0);
    const sizes = node.input.map((name) => {
      const shape = storedShape(this.index, name);
      return shape === null || shape.length < 2 ? 0 : shape.reduce((product, size) => product * size, 1);
    });
    return Math.max(0, ...sizes);
  }
}

function integer(node: NodeProto, name: string): number {
  return Number(node.attribute.find((attribute) => attribute.name === name)?.i ?? 0n);
}

/** Of types that Monosema does not read itself, two are packed in a byte (4 bit). */
function storedBytes({ dims, dataType }: TensorProto): number {
  const elements = dims.reduce((product, size) => product * Number(size), 1);
  const type = elementTypeOf(dataType);
  return elements * (type === null ? 0.5 : bytesPerElement(type));
}

function share(part: number, whole: number): number {
  return whole > 0 ? Math.min(1, part / whole) : 0;
}
