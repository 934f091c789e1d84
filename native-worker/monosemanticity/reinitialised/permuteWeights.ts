/**
 * A model that has learned nothing, with the statistics of one that has: the entries of each weight matrix (embedding included) are put
 * in random order, so that every tensor keeps its own distribution exactly. Gains and biases of layers stay as they are, and so do
 * tables of positions' sines and cosines. Works on the bytes of an element, so that quantised weights are treated alike.
 */
import { fromHalf } from '../../activations/halfFloat.ts';
import { Random } from '../../sae/random.ts';
import { GraphIndex } from '../../onnx/graph.ts';
import { bytesPerElement, elementTypeOf, type ElementType } from '../../onnx/elementType.ts';
import type { GraphProto, NodeProto, TensorProto } from '../../onnx/proto/onnx_pb.gen.ts';

/** Operators whose constant inputs are weight matrices or embeddings. */
const WEIGHT_READERS: ReadonlySet<string> = new Set([
  'MatMul',
  'Gemm',
  'FusedMatMul',
  'Gather',
  'MatMulNBits',
  'MatMulInteger',
  'QLinearMatMul',
  'DynamicQuantizeMatMul',
  'GatherBlockQuantized',
  'Attention',
  'EmbedLayerNormalization',
  'Conv',
]);
/** Operators through which a weight comes to such a reader. */
const PASS_THROUGH: ReadonlySet<string> = new Set([
  'Cast',
  'Transpose',
  'Identity',
  'Reshape',
  'Squeeze',
  'Unsqueeze',
  'DequantizeLinear',
]);
const WEIGHT_TYPES: ReadonlySet<ElementType> = new Set([
  'float32',
  'float16',
  'bfloat16',
  'float64',
  'int8',
  'uint8',
]);

/** The initializers that are weight matrices, in the order of the file. */
export function weightMatrices(graph: GraphProto): TensorProto[] {
  const { readers } = new GraphIndex(graph);
  return graph.initializer.filter((tensor) => {
    const type = elementTypeOf(tensor.dataType);
    const wide = tensor.dims.filter((dim) => dim > 1n).length >= 2;
    return type !== null && WEIGHT_TYPES.has(type) && wide && isRead(tensor.name, readers);
  });
}

function isRead(name: string, readers: ReadonlyMap<string, readonly NodeProto[]>): boolean {
  return (readers.get(name) ?? []).some(
    ({ opType, output }) =>
      WEIGHT_READERS.has(opType) ||
      (PASS_THROUGH.has(opType) && output.some((next) => isRead(next, readers))),
  );
}

/** The bytes of a tensor with its elements in random order; the same bytes for a table of sines or cosines. */
export function permuted(bytes: Uint8Array, tensor: TensorProto, random: Random): Uint8Array {
  const type = elementTypeOf(tensor.dataType) ?? 'uint8';
  const copy = bytes.slice();
  if (isRotaryTable(copy, type, Number(tensor.dims.at(-1) ?? 1n))) return copy;
  const elements = elementsOf(copy, bytesPerElement(type));
  for (let i = elements.length - 1; i > 0; i--) {
    const j = random.integer(i + 1);
    const kept = elements[i] ?? 0;
    elements[i] = elements[j] ?? 0;
    elements[j] = kept;
  }
  return copy;
}

/** A view in which one number is one element; numbers are moved, never read as values. */
function elementsOf(bytes: Uint8Array, size: number): Uint8Array | Uint16Array | Uint32Array | Float64Array {
  const { buffer, byteOffset, length } = bytes;
  switch (size) {
    case 8:
      return new Float64Array(buffer, byteOffset, length / 8);
    case 4:
      return new Uint32Array(buffer, byteOffset, length / 4);
    case 2:
      return new Uint16Array(buffer, byteOffset, length / 2);
    default:
      return bytes;
  }
}

/** cos or sin of position times frequency: 1 or 0 all along the first row, cos 1 or sin 1 at the start of the second. */
function isRotaryTable(bytes: Uint8Array, type: ElementType, columns: number): boolean {
  const at = (element: number): number => floatAt(bytes, type, element);
  for (let i = 1; i < columns; i++) if (at(i) !== at(0)) return false;
  const near = (value: number, expected: number): boolean => Math.abs(value - expected) < 0.01;
  return (at(0) === 1 && near(at(columns), Math.cos(1))) || (at(0) === 0 && near(at(columns), Math.sin(1)));
}

/** NaN for types without a fraction. */
function floatAt(bytes: Uint8Array, type: ElementType, element: number): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const at = element * bytesPerElement(type);
  if (at + bytesPerElement(type) > bytes.length) return NaN;
  switch (type) {
    case 'float32':
      return view.getFloat32(at, true);
    case 'float64':
      return view.getFloat64(at, true);
    case 'float16':
      return fromHalf(view.getUint16(at, true));
    case 'bfloat16':
      return bfloat16(view.getUint16(at, true));
    default:
      return NaN;
  }
}

function bfloat16(bits: number): number {
  const view = new DataView(new ArrayBuffer(4));
  view.setUint32(0, bits << 16);
  return view.getFloat32(0);
}
