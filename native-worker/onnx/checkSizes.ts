/**
 * Refuses sizes that no model has, before onnxruntime sees them. It trusts these: shape inference writes out a row of as many entries as a
 * Reshape asks for, until memory is gone, and fused attention ends the process when a table of rotations has another rank. Each check stands
 * for a file that did so (test/engine/llm/fuzz).
 */
import { bytesPerElement, elementTypeOf } from './elementType.ts';
import { downloadAgain, OnnxFileError } from './onnxFileError.ts';
import { TensorProto_DataLocation as DataLocation } from './proto/onnx_pb.gen.ts';
import type { GraphProto, ModelProto, NodeProto, TensorProto } from './proto/onnx_pb.gen.ts';
import { graphOf, subgraphsOf } from './graph.ts';
import { integers } from './integers.ts';
import { storedTensors } from './storedTensors.ts';

const shapeText = (dims: readonly (bigint | number)[]): string => `[${dims.join(', ')}]`;

/** Bytes that the data of `tensor` takes; null where its fields are no raw bytes or of a type with no whole bytes. */
function bytesOf({ rawData, externalData, dataLocation }: TensorProto): number | null {
  if (dataLocation !== DataLocation.EXTERNAL) return rawData.length > 0 ? rawData.length : null;
  const length = externalData.find(({ key }) => key === 'length');
  return length && /^\d{1,15}$/.test(length.value) ? Number(length.value) : null;
}

/** @throws OnnxFileError where shape and data of a stored tensor disagree */
function checkTensor(file: string, tensor: TensorProto): void {
  const { name, dims, dataType } = tensor;
  const count = dims.reduce((product, dim) => product * dim, 1n);
  if (dims.some((dim) => dim < 0n) || count > BigInt(Number.MAX_SAFE_INTEGER)) {
    throw new OnnxFileError(file, `weight '${name}' has the shape ${shapeText(dims)}.`, downloadAgain);
  }
  const type = elementTypeOf(dataType);
  const [bytes, wanted] = [bytesOf(tensor), type && Number(count) * bytesPerElement(type)];
  if (bytes !== null && wanted !== null && bytes !== wanted) {
    const problem = `weight '${name}' of type ${type ?? ''} and shape ${shapeText(dims)} takes ${wanted} bytes, but has ${bytes}.`;
    throw new OnnxFileError(file, problem, downloadAgain);
  }
}

/** The input that states the sizes of what an operator makes. */
const sizeInput: Readonly<Record<string, number>> = {
  Reshape: 1,
  Expand: 1,
  Tile: 1,
  ConstantOfShape: 0,
  Range: 1,
};
/** Operators that hand sizes on, joined or with another rank. */
const handing = new Set(['Concat', 'Unsqueeze', 'Squeeze', 'Identity', 'Cast']);
/** No axis of a language model is longer: contexts and vocabularies are thousands of times shorter. */
const longestAxis = 2 ** 30;
/** A tensor of one axis may be a shape itself, whose every entry costs. */
const longestRow = 2 ** 20;
/** Positions may be counted up to any context. */
const longestRange = 2 ** 26;

class GraphSizes {
  private readonly stored = new Map<string, TensorProto>();
  private readonly makers = new Map<string, NodeProto>();
  private readonly file: string;

  constructor(file: string, graph: GraphProto, outer: GraphSizes | null) {
    this.file = file;
    for (const [name, tensor] of outer?.stored ?? []) this.stored.set(name, tensor);
    for (const tensor of graph.initializer) this.stored.set(tensor.name, tensor);
    for (const node of graph.node) {
      const held =
        node.opType === 'Constant' ? node.attribute.find(({ name }) => name === 'value')?.t : undefined;
      for (const name of node.output) {
        if (held) this.stored.set(name, held);
        else this.makers.set(name, node);
      }
    }
    for (const node of graph.node) {
      this.checkSizes(node);
      this.checkRotations(node);
      for (const nested of subgraphsOf(node)) new GraphSizes(file, nested, this);
    }
  }

  /** Sizes that the file states for a shape; null where one is known only when the graph runs. */
  private stated(name: string, depth = 4): (number | null)[] {
    const tensor = this.stored.get(name);
    if (tensor) return integers(tensor) ?? [null];
    const maker = this.makers.get(name);
    if (!maker || !handing.has(maker.opType) || depth === 0) return [null];
    const parts = maker.opType === 'Concat' ? maker.input : maker.input.slice(0, 1);
    return parts.flatMap((part) => this.stated(part, depth - 1));
  }

  private refuse(node: NodeProto, problem: string): never {
    throw new OnnxFileError(this.file, `${node.opType} '${node.name}' ${problem}.`, downloadAgain);
  }

  private checkSizes(node: NodeProto): void {
    if (node.domain !== '') return;
    if (node.opType === 'Range') this.checkRange(node);
    const place = sizeInput[node.opType];
    if (place === undefined) return;
    const sizes = this.stated(node.input[place] ?? '');
    const limit = sizes.length === 1 && node.opType !== 'Tile' ? longestRow : longestAxis;
    const wrong = sizes.find((size) => size !== null && (size > limit || size < -1));
    if (typeof wrong === 'number')
      this.refuse(node, `asks for an axis of ${wrong} entries; ${limit} is the limit`);
  }

  private checkRange(node: NodeProto): void {
    const ends = node.input.slice(0, 2).flatMap((name) => this.stated(name));
    const wrong = ends.find((end) => end !== null && Math.abs(end) > longestRange);
    if (typeof wrong === 'number') this.refuse(node, `counts to ${wrong}; ${longestRange} is the limit`);
  }

  /** The tables of cosines and sines that fused attention and rotation read without a look at their shape. */
  private checkRotations(node: NodeProto): void {
    const first = node.opType === 'GroupQueryAttention' ? 7 : node.opType === 'RotaryEmbedding' ? 2 : null;
    if (first === null || node.domain !== 'com.microsoft') return;
    const tables = [node.input[first] ?? '', node.input[first + 1] ?? ''].filter((name) => name !== '');
    const shapes = tables.map((name) => this.stored.get(name)?.dims).filter((dims) => dims !== undefined);
    const [cosines, sines = cosines] = shapes.map(shapeText);
    if (tables.length !== 1 && cosines === sines && shapes.every(({ length }) => length === 2)) return;
    const found = shapes.map(shapeText).join(' and ');
    this.refuse(node, `needs tables of cosines and sines of one shape [positions, size], not ${found}`);
  }
}

/** @throws OnnxFileError naming the tensor or node */
export function checkSizes(file: string, model: ModelProto): void {
  for (const tensor of storedTensors(model)) checkTensor(file, tensor);
  new GraphSizes(file, graphOf(model), null);
}
