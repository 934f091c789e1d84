/**
 * The linear map from the final norm to the logits, in float32, whatever form an export gives it: followed back from `logits` to the
 * first operator that is not linear, and written anew without what a direction's effect does not depend on.
 *  - Quantised weights keep their values; the rounding of activations is left out (dynamic and static int8, `accuracy_level`).
 *  - Biases are the same for every direction. A soft cap (Gemma 2) never changes the order of tokens: it counts by its slope at zero, 1.
 *  - Casts, changes of shape and the choice of the last position do nothing to a single vector.
 *  - Constant factors count: those on logits (Cohere, Granite), and gamma where the norm is written out.
 */
import type { GraphIndex } from '../../onnx/graph.ts';
import { TensorProto_DataType as DataType } from '../../onnx/proto/onnx_pb.gen.ts';
import type { NodeProto } from '../../onnx/proto/onnx_pb.gen.ts';
import { int64Tensor } from '../../onnx/tensorProto.ts';
import { nodeInteger } from './nodeInteger.ts';
import type { NewNodes } from './partialModel.ts';

/** What does nothing to a vector of activations but round it, or move it about among others. */
const passing = new Set(
  'Cast Identity Reshape Squeeze Unsqueeze Slice Dropout QuantizeLinear DequantizeLinear DynamicQuantizeLinear'.split(
    ' ',
  ),
);

/** Whether a node only chooses or arranges whole vectors, or rounds them. */
export function passesVectors(node: NodeProto): boolean {
  if (node.opType === 'Gather') return [0, 1].includes(nodeInteger(node, 'axis', 0));
  return passing.has(node.opType);
}

export interface LinearHead {
  /** Tensor of the old graph that the map starts from. */
  source: string;
  /** New tensor with the logits, shape [rows, vocabularySize] for rows of shape [rows, width] put in for the source. */
  output: string;
}

/** Null where there is no product with a constant between the logits and the first operator that is not linear. */
export function linearHead(
  index: GraphIndex,
  logits: string,
  input: string,
  nodes: NewNodes,
): LinearHead | null {
  const walk = new LinearWalk(index, input, nodes);
  const output = walk.follow(logits, true);
  return walk.source === null || !walk.hasProduct ? null : { source: walk.source, output };
}

class LinearWalk {
  source: string | null = null;
  hasProduct = false;
  private readonly index: GraphIndex;
  private readonly input: string;
  private readonly nodes: NewNodes;

  constructor(index: GraphIndex, input: string, nodes: NewNodes) {
    this.index = index;
    this.input = input;
    this.nodes = nodes;
  }

  /** The new tensor that stands for `tensor`. @param isLogits whether no product lies between it and the logits */
  follow(tensor: string, isLogits: boolean): string {
    const node = this.index.makers.get(tensor);
    const [data = ''] = node?.input ?? [];
    if (node && (passesVectors(node) || (node.opType === 'Tanh' && isLogits)) && this.isDynamic(data)) {
      return this.follow(data, isLogits);
    }
    return (node && (this.elementwise(node, isLogits) ?? this.product(node))) ?? this.end(tensor);
  }

  private isDynamic(tensor: string): boolean {
    return this.index.dynamic.has(tensor);
  }

  private end(tensor: string): string {
    this.source ??= tensor;
    // Two ways to the logits that start at different places are no map of one tensor.
    if (this.source !== tensor) this.hasProduct = false;
    return this.input;
  }

  private elementwise(node: NodeProto, isLogits: boolean): string | null {
    const [left = '', right = ''] = node.input;
    const [data, other] = this.isDynamic(left) ? [left, right] : [right, left];
    const isOne = !this.isDynamic(other);
    switch (node.opType) {
      case 'Add':
        return isOne ? this.follow(data, isLogits) : null;
      case 'Sub':
        return isOne && data === left ? this.follow(data, isLogits) : null;
      case 'Div':
        return isOne && data === left ? this.times('Div', data, this.vector(other), isLogits) : null;
      case 'Mul':
        return isOne ? this.times('Mul', data, this.vector(other), isLogits) : this.scaled(node, isLogits);
      default:
        return null;
    }
  }

  private times(op: 'Mul' | 'Div', data: string, factor: string, isLogits: boolean): string {
    return this.nodes.add(op, [this.follow(data, isLogits), factor]);
  }

  /** A product of integers times its scales: that of the activations is left out, for they are not rounded. */
  private scaled(node: NodeProto, isLogits: boolean): string | null {
    const [left = '', right = ''] = node.input;
    for (const [data, scale] of [
      [left, right],
      [right, left],
    ] as const) {
      const factor = this.weightScale(scale);
      if (factor !== null)
        return factor === '' ? this.follow(data, isLogits) : this.times('Mul', data, factor, isLogits);
    }
    return null;
  }

  /** What remains of a scale without that of the activations: '' where that is all of it, null where it is no scale. */
  private weightScale(tensor: string): string | null {
    const node = this.index.makers.get(tensor);
    if (node?.opType === 'DynamicQuantizeLinear') return node.output[1] === tensor ? '' : null;
    if (node?.opType !== 'Mul') return null;
    const [left = '', right = ''] = node.input;
    const [dynamic, constant] = this.isDynamic(left) ? [left, right] : [right, left];
    return !this.isDynamic(constant) && this.weightScale(dynamic) === '' ? this.vector(constant) : null;
  }

  private product(node: NodeProto): string | null {
    const [data = '', weight = ''] = node.input;
    if (node.opType === 'Concat') return this.parts(node);
    const weights = node.opType === 'QLinearMatMul' ? (node.input[3] ?? '') : weight;
    const matrix = this.isDynamic(weights) ? null : this.weights(node);
    if (matrix === null) return null;
    this.hasProduct = true;
    return matrix(this.follow(data, false));
  }

  /** A vocabulary cut into several products. */
  private parts(node: NodeProto): string | null {
    if (![-1, 2].includes(nodeInteger(node, 'axis', -1)) || !node.input.every((part) => this.isDynamic(part)))
      return null;
    const followed = node.input.map((part) => this.follow(part, true));
    return this.nodes.add('Concat', followed, { axis: -1 });
  }

  /** How the weights of a product are applied to the new tensor of its activations; null for what is no product. */
  private weights(node: NodeProto): ((data: string) => string) | null {
    const { nodes } = this;
    const [, weight = '', third = '', fourth = '', fifth = '', zeroPoint = ''] = node.input;
    const plain = (matrix: () => string) => (data: string) => nodes.add('MatMul', [data, matrix()]);
    const kept = (inputs: () => string[]) => (data: string) =>
      nodes.like(
        node.opType,
        node.domain,
        [data, ...inputs()],
        node.attribute.filter(({ name }) => name !== 'accuracy_level'),
      );
    switch (node.opType) {
      case 'MatMul':
        return plain(() => this.float(weight));
      case 'Gemm':
      case 'FusedMatMul':
        return nodeInteger(node, 'transA', 0) === 0 ? kept(() => [this.float(weight)]) : null;
      case 'MatMulNBits':
        return kept(() => [weight, this.float(third), this.floatUnlessPacked(fourth), fifth]);
      case 'MatMulBnb4':
        return kept(() => [weight, this.float(third)]);
      case 'MatMulInteger':
        return plain(() => this.dequantised(weight, fourth, ''));
      case 'DynamicQuantizeMatMul':
        return plain(() => this.dequantised(weight, fourth, third));
      case 'MatMulIntegerToFloat':
        return plain(() => this.dequantised(weight, zeroPoint, fourth));
      case 'QLinearMatMul':
        return plain(() => this.dequantised(fourth, zeroPoint, fifth));
      default:
        return null;
    }
  }

  /** (weight - zero point) scale; '' for a zero point of 0 and a scale of 1. */
  private dequantised(weight: string, zeroPoint: string, scale: string): string {
    const { nodes } = this;
    const whole = this.float(weight);
    const shifted = zeroPoint === '' ? whole : nodes.add('Sub', [whole, this.float(zeroPoint)]);
    return scale === '' ? shifted : nodes.add('Mul', [shifted, this.float(scale)]);
  }

  private dataType(constant: string): number | undefined {
    return this.index.graph.initializer.find(({ name }) => name === constant)?.dataType;
  }

  private float(constant: string): string {
    if (this.dataType(constant) === DataType.FLOAT) return constant;
    return this.nodes.add('Cast', [constant], { to: DataType.FLOAT });
  }

  private floatUnlessPacked(zeroPoints: string): string {
    return zeroPoints === '' || this.dataType(zeroPoints) === DataType.UINT8
      ? zeroPoints
      : this.float(zeroPoints);
  }

  /** One value, or one for each of the last axis, without the axes before it: what it multiplies stays a matrix. */
  private vector(constant: string): string {
    const flat = this.nodes.add('Constant', [], { value: int64Tensor('', [1], [-1]) });
    return this.nodes.add('Reshape', [this.float(constant), flat]);
  }
}
