/** Which pairs are active, as a mask of ones and zeros [B, dSae], and what is known of their ranks. */
import type { GraphBuilder } from '../../onnx/graphBuilder.ts';
import type { BackendOptions } from '../backend.ts';
import { addAtLeast, addPositive, noValue } from './graphMath.ts';

export interface SelectionNodes {
  /** Shape [B, dSae]. */
  mask: string;
  /** Smallest y of an active pair, a scalar, `noValue` without one; null where pairs are not ranked. */
  smallestActive: string | null;
  /** y - theta, shape [B, dSae]; null but for learned thresholds. */
  aboveThreshold: string | null;
}

/** @param y shape [B, dSae] */
export function addSelection(graph: GraphBuilder, y: string, options: BackendOptions): SelectionNodes {
  const { selection, dSae, batchTokens } = options;
  const unranked = { smallestActive: null, aboveThreshold: null };
  switch (selection.kind) {
    case 'threshold':
      return { ...unranked, mask: addPositive(graph, y) };
    case 'learnedThreshold': {
      const aboveThreshold = graph.node('Sub', [y, 'thresholds']);
      return { ...unranked, aboveThreshold, mask: addPositive(graph, aboveThreshold) };
    }
    case 'topk': {
      const largest = addLargest(graph, y, Math.min(selection.k, dSae));
      return ranked(graph, y, largest, graph.node('ReduceMin', [largest], { axes: [1], keepdims: 1 }));
    }
    case 'batchtopk': {
      const flat = graph.node('Reshape', [y, graph.indices(1, batchTokens * dSae)]);
      const largest = addLargest(graph, flat, Math.min(selection.k, dSae) * batchTokens);
      return ranked(graph, y, largest, graph.node('ReduceMin', [largest], { keepdims: 0 }));
    }
    default:
      return selection satisfies never;
  }
}

/** The k largest of each row, in no order: [rows, width] -> [rows, k]. */
export function addLargest(graph: GraphBuilder, value: string, k: number): string {
  const [largest] = graph.nodeOutputs('TopK', [value, graph.indices(k)], 2, { axis: 1, sorted: 0 });
  return largest;
}

/**
 * The k-th value serves as a threshold, so that pairs with exactly that value are all active: one more than k where float32 cannot tell
 * two of them apart.
 */
function ranked(graph: GraphBuilder, y: string, largest: string, last: string): SelectionNodes {
  const positive = graph.node('Greater', [largest, graph.scalar(0)]);
  const values = graph.node('Where', [positive, largest, graph.scalar(noValue)]);
  const smallestActive = graph.node('ReduceMin', [values], { keepdims: 0 });
  return { mask: addAtLeast(graph, y, last), smallestActive, aboveThreshold: null };
}
