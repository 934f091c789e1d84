/** Finds tensors of a graph that activations can be read at, by parts of their names; without any, the likely ones. */
import type { FoundTensor, TensorSearch } from '../../protocol/tensorSearch.ts';
import type { GraphIndex } from '../onnx/graph.ts';
import { nearestNames } from '../onnx/nearestNames.ts';
import { contentTensors } from './contentTensors.ts';
import type { HarvestCosts } from './harvestCost.ts';
import type { TensorShapes } from './tensorShape.ts';
import { tensorWidth, UnknownWidthError } from './tensorWidth.ts';

/** What the search knows of a model. */
export interface SearchedGraph {
  index: GraphIndex;
  costs: HarvestCosts;
  shapes: TensorShapes;
  /** d of the model. */
  width: number;
}

/** @param text parts of the name, all of which it has, whatever their case; nothing for sums as wide as the model, spread over its depth */
export function searchTensors(graph: SearchedGraph, text: string, most: number): TensorSearch {
  const { index, shapes } = graph;
  const content = contentTensors(index);
  const names = [...index.makers.keys()].filter((name) => {
    const rank = shapes.statedRank(name);
    return content.has(name) && (rank === null || rank === 2 || rank === 3);
  });
  const parts = text.toLowerCase().split(/\s+/u).filter(Boolean);
  if (parts.length === 0) return likely(graph, content, names, most);
  const containing = names.filter((name) => partsIn(name, parts) === parts.length);
  const matches = containing.length > 0 ? containing : nearest(text.trim(), parts, names, most);
  return {
    tensors: matches.slice(0, most).map((name) => found(graph, name)),
    total: matches.length,
    match: containing.length > 0 ? 'containing' : 'nearest',
  };
}

function partsIn(name: string, parts: readonly string[]): number {
  const lower = name.toLowerCase();
  return parts.filter((part) => lower.includes(part)).length;
}

/** Of the names with most of the parts, those at the smallest edit distance. */
function nearest(text: string, parts: readonly string[], names: readonly string[], most: number): string[] {
  const counts = names.map((name) => partsIn(name, parts));
  const best = Math.max(0, ...counts);
  return nearestNames(
    text,
    names.filter((_, i) => counts[i] === best),
    most,
  );
}

/** Additions of two tensors of the text, which a residual stream is made of; where there are none, any tensor of the model's width. */
function likely(
  graph: SearchedGraph,
  content: ReadonlySet<string>,
  names: readonly string[],
  most: number,
): TensorSearch {
  const { index, width } = graph;
  const isWide = (name: string): boolean => widthOf(index, name) === width;
  const isSum = (name: string): boolean => {
    const { opType = '', input = [] } = index.makers.get(name) ?? {};
    const isAddition = opType === 'Add' || opType.startsWith('Skip');
    return isAddition && input.filter((one) => content.has(one)).length >= 2;
  };
  const sums = names.filter((name) => isSum(name) && isWide(name));
  const all = sums.length > 0 ? sums : names.filter(isWide);
  const shown = all.length <= most ? all : spread(all, most);
  return { tensors: shown.map((name) => found(graph, name)), total: all.length, match: 'likely' };
}

function spread(names: readonly string[], count: number): string[] {
  const last = names.length - 1;
  return Array.from({ length: count }, (_, i) => names[Math.round((i * last) / (count - 1))] ?? '');
}

function found({ index, costs, shapes }: SearchedGraph, tensor: string): FoundTensor {
  const width = widthOf(index, tensor);
  const op = index.makers.get(tensor)?.opType ?? 'Input';
  const shape = width === null ? null : shapes.of(tensor, width);
  return { hookPoint: `tensor:${tensor}`, tensor, op, width, shape, ...costs.of(tensor) };
}

function widthOf(index: GraphIndex, tensor: string): number | null {
  try {
    return tensorWidth(index, tensor);
  } catch (error) {
    if (error instanceof UnknownWidthError) return null;
    throw error;
  }
}
