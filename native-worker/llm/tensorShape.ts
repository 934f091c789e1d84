/** The shapes of a graph's tensors as it states them, or as they follow for a tensor with one vector a token. */
import type { GraphIndex } from '../onnx/graph.ts';
import { staticShapes } from '../onnx/staticShapes.ts';
import { tensorType } from '../onnx/valueInfo.ts';
import type { Dimension } from '../onnx/valueInfo.ts';

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
    // OPT's MLP works on the rows of all positions, one under the other.
    const isFlat = staticShapes(this.index).get(tensor)?.length === 2;
    return isFlat ? ['batch × position', width] : ['batch', 'position', width];
  }
}
