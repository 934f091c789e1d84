/** The last dimension of a tensor; no model is run. */
import type { GraphIndex } from '../onnx/graph.ts';
import { staticShapes } from '../onnx/staticShapes.ts';

export class UnknownWidthError extends Error {
  constructor(tensor: string, op: string) {
    super(
      `The width of tensor '${tensor}' (made by ${op}) cannot be told from the graph. ` +
        `Choose a hook at a MatMul, Gemm, Add, Mul, norm or activation of fixed width.`,
    );
    this.name = 'UnknownWidthError';
  }
}

/** Null where the graph does not say. */
export function knownWidth(index: GraphIndex, tensor: string): number | null {
  return staticShapes(index).get(tensor)?.at(-1) ?? null;
}

/** @throws UnknownWidthError where the graph does not say. */
export function tensorWidth(index: GraphIndex, tensor: string): number {
  const known = knownWidth(index, tensor);
  if (known === null) throw new UnknownWidthError(tensor, index.makers.get(tensor)?.opType ?? 'no node');
  return known;
}
