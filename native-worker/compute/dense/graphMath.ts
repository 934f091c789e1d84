/** Small sums and steps that the pieces of the step graph share. */
import { float } from '../../onnx/attributeProto.ts';
import type { GraphBuilder } from '../../onnx/graphBuilder.ts';

/** Stands for "none" among values of y: shaders may assume that no infinity occurs. */
export const noValue = 3e38;
/** y that is not above it is not above 0: the limit of `addAbove`. */
const smallestPositive = 1e-30;

/**
 * 1 where value > 0, else 0, as floats: min(1, max(0, 1e30 value)) is one fast operator where Greater, Cast and Where are three.
 * Exact for values above 1e-30, and free of overflow for values below 1e8 in size.
 */
export function addPositive(graph: GraphBuilder, value: string): string {
  return graph.node('HardSigmoid', [value], { alpha: float(1e30), beta: float(0) });
}

/** 1 where value >= least and value > 0, else 0; `least` is broadcast to the value's shape. The same limits. */
export function addAtLeast(graph: GraphBuilder, value: string, least: string): string {
  const positive = graph.node('Max', [least, graph.scalar(smallestPositive)]);
  return graph.node('HardSigmoid', [graph.node('Sub', [value, positive])], {
    alpha: float(1e30),
    beta: float(1),
  });
}

/** 1 where |value| < width / 2, else 0. */
export function addWithin(graph: GraphBuilder, value: string, width: number): string {
  return graph.node('HardSigmoid', [graph.node('Abs', [value])], {
    alpha: float(-1e30),
    beta: float(1e30 * (width / 2)),
  });
}

/** Sums over rows: [rows, width] -> [width]. */
export function addColumnSums(graph: GraphBuilder, value: string): string {
  return graph.node('ReduceSum', [value, graph.indices(0)], { keepdims: 0 });
}

/** Sums along each row, as a column: [rows, width] -> [rows, 1]. */
export function addRowSums(graph: GraphBuilder, value: string): string {
  return graph.node('ReduceSum', [value, graph.indices(1)], { keepdims: 1 });
}

/** Sum of squares of all entries, a scalar. */
export function addSquaredNorm(graph: GraphBuilder, value: string): string {
  return graph.node('ReduceSumSquare', [value], { keepdims: 0 });
}

/** Length of each row, as a column: [rows, width] -> [rows, 1]. */
export function addRowNorms(graph: GraphBuilder, value: string): string {
  return graph.node('Sqrt', [addRowSums(graph, graph.node('Mul', [value, value]))]);
}

/** [rows, 1] -> [rows]. */
export function addFlat(graph: GraphBuilder, column: string): string {
  return graph.node('Squeeze', [column, graph.indices(1)]);
}

/** [rows] -> [rows, 1]. */
export function addColumn(graph: GraphBuilder, flat: string): string {
  return graph.node('Unsqueeze', [flat, graph.indices(1)]);
}
