/** The shapes of a graph's tensors as it states them, or as they follow for a tensor with one vector a token. */
import type { GraphIndex } from '../onnx/graph.ts';
import { tensorType } from '../onnx/valueInfo.ts';
import type { Dimension } from '../onnx/valueInfo.ts';

/** How many operators to look back: a branch ends in an activation, a bias and a product at most. */
const lookBack = 6;

export class TensorShapes {
  private readonly index: GraphIndex;
  private readonly stated = new Map<string, Dimension[]>();

  constructor(index: GraphIndex) {
    this.index = index;
    const { input, output, valueInfo } = index.graph;
    for (const info of [...input, ...output, ...valueInfo]) {
      const shape = tensorType(info)?.shape;
      if (shape) this.stated.set(info.name, shape);
    }
  }

  /** Null where the file does not say. */
  statedRank(tensor: string): number | null {
    return this.stated.get(tensor)?.length ?? null;
  }

  /** Sizes, and names of those that a batch decides. @param width of the tensor's vectors */
  of(tensor: string, width: number): (number | string)[] {
    const stated = this.stated.get(tensor);
    if (stated) return stated.map((size, axis) => size ?? (axis === stated.length - 1 ? width : '?'));
    return this.isFlat(tensor) ? ['batch × position', width] : ['batch', 'position', width];
  }

  /** Gemm takes the rows of all positions, one under the other, and what follows it keeps them so until a Reshape. */
  private isFlat(tensor: string): boolean {
    let at: string | undefined = tensor;
    for (let i = 0; i < lookBack && at !== undefined; i++) {
      const maker = this.index.makers.get(at);
      if (maker?.opType === 'Gemm') return true;
      if (maker === undefined || ['Reshape', 'MatMul', 'Gather'].includes(maker.opType)) return false;
      at = maker.input.find((name) => this.index.dynamic.has(name));
    }
    return false;
  }
}
