/** The element type of a tensor, from annotations, weights and what operators do to types; no model is run. */
import { elementTypeOf } from './elementType.ts';
import type { ElementType } from './elementType.ts';
import type { GraphIndex } from './graph.ts';
import type { NodeProto } from './proto/onnx_pb.gen.ts';
import { tensorType } from './valueInfo.ts';

export type FloatType = 'float32' | 'float16';

export class UnknownElementTypeError extends Error {
  constructor(tensor: string, found: ElementType | null) {
    super(
      `Tensor '${tensor}' holds ${found ?? 'values of an unknown type'}, not float32 or float16. Choose a hook point that does.`,
    );
    this.name = 'UnknownElementTypeError';
  }
}

/** Operators whose output has not the type of their first floating input. */
function statedType(node: NodeProto): ElementType | null {
  if (node.opType !== 'Cast') return null;
  return elementTypeOf(Number(node.attribute.find(({ name }) => name === 'to')?.i ?? 0n));
}

/** How many nodes to look back: types hold over long stretches, but a weight is near. */
const lookBack = 64;

function typeOf(index: GraphIndex, tensor: string, depth: number): ElementType | null {
  const { graph } = index;
  const weight = graph.initializer.find(({ name }) => name === tensor);
  if (weight) return elementTypeOf(weight.dataType);
  const info = [...graph.valueInfo, ...graph.output, ...graph.input].find(({ name }) => name === tensor);
  const annotated = info ? (tensorType(info)?.type ?? null) : null;
  const maker = index.makers.get(tensor);
  if (annotated !== null || !maker || depth === 0) return annotated;
  const stated = statedType(maker);
  if (stated !== null) return stated;
  for (const input of maker.input) {
    const type = input === '' ? null : typeOf(index, input, depth - 1);
    if (type === 'float32' || type === 'float16') return type;
  }
  return null;
}

/** @throws UnknownElementTypeError for a tensor of another type, or where the graph does not say */
export function floatTypeOf(index: GraphIndex, tensor: string): FloatType {
  const type = typeOf(index, tensor, lookBack);
  if (type === 'float32' || type === 'float16') return type;
  throw new UnknownElementTypeError(tensor, type);
}
