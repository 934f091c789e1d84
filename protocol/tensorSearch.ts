/** Tensors of a model's graph that are no named hook point; any of them can be read as `tensor:<name>`. */
import type { HookPoint } from './model.ts';

export interface FoundTensor extends Pick<HookPoint, 'tensor' | 'op' | 'cost' | 'weightShare'> {
  /** `tensor:<name>`. */
  hookPoint: string;
  /** Null where the graph does not tell: no SAE can be trained there. */
  width: number | null;
  /** Null where the width is. */
  shape: HookPoint['shape'] | null;
}

export interface TensorSearch {
  /** In the order of the forward pass; nearest names come nearest first. */
  tensors: FoundTensor[];
  /** How many there are in all. */
  total: number;
  /** Names that have all parts of the text; where none has, the nearest names; without a text, sums as wide as the model. */
  match: 'containing' | 'nearest' | 'likely';
}

/** Most tensors that one search gives. */
export const MOST_TENSORS = 20;
