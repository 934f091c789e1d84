/**
 * The tensors of a decoder that hold something of the text: they depend on the values of an embedding's rows. What a graph computes beside
 * them (masks, positions, shapes, rotary tables) is no place to read activations, and costs nothing worth counting.
 */
import type { GraphIndex } from '../onnx/graph.ts';
import type { NodeProto } from '../onnx/proto/onnx_pb.gen.ts';

/** Their result says how large a tensor is, not what it holds. */
const shapeOps = new Set(['Shape', 'Size']);

export function contentTensors(index: GraphIndex): Set<string> {
  const content = new Set<string>();
  for (const node of index.graph.node) {
    const carries = looksUpRows(index, node) || node.input.some((name) => content.has(name));
    if (!carries || shapeOps.has(node.opType)) continue;
    for (const name of node.output) if (name !== '') content.add(name);
  }
  // Models that take embeddings instead of ids.
  if (content.size === 0) return new Set(index.makers.keys());
  return content;
}

/** Gather, or one of its quantised kin, from a table of weights by ids that the text gives. */
function looksUpRows(index: GraphIndex, { opType, input }: NodeProto): boolean {
  const [table = '', ids = ''] = input;
  return opType.startsWith('Gather') && isTable(index, table) && index.dynamic.has(ids);
}

/** A stored table of rows, or one that is made from it (dequantised, cast); lists of numbers are none. */
function isTable(index: GraphIndex, name: string): boolean {
  const stored = storedShape(index, name);
  return stored !== null && stored.filter((size) => size > 1).length >= 2;
}

/** Shape of the weights behind what only changes their type or the order of their axes; null where `name` is not made of stored ones. */
export function storedShape(index: GraphIndex, name: string): readonly number[] | null {
  for (let at: string | undefined = name; at !== undefined && !index.dynamic.has(at);) {
    const shape = index.constants.get(at);
    if (shape) return shape;
    const maker = index.makers.get(at);
    const tensor = maker?.attribute.find((attribute) => attribute.name === 'value')?.t;
    if (maker?.opType === 'Constant' && tensor) return tensor.dims.map(Number);
    at = maker?.input[0];
  }
  return null;
}
