/** Bounds below which nothing can be chosen by rank any more, kept up while a worker collects: see kernels/assembly/rank.ts. */
import type { Selection } from '../backend.ts';
import type { Kernels } from '../../kernels/kernels.ts';
import { batchBins, batchCounts } from '../../kernels/structures.ts';
import type { PairLists } from './pairLists.ts';

export type RankSelection = Extract<Selection, { k: number }>;

/** Pairs of some neurons, next to each other among the worker's own. */
export interface NewPairs {
  lists: PairLists;
  place: number;
  rows: number;
  /** Address of the biases of all own neurons. */
  biases: number;
  storesY: boolean;
}

export class RankBounds {
  readonly #kernels: Kernels;
  readonly #selection: RankSelection;
  readonly #tokens: number;
  /** Address of the exclusive bounds by token, f32 [tokens]. */
  readonly cuts: number;
  /** For `topk`: f32 [tokens, k] and u32 [tokens]. */
  readonly #heaps: number;
  readonly #sizes: number;
  /** For `batchtopk`: the kernels' BatchCounts and its bins. */
  readonly #counts: number;
  readonly #bins: number;

  constructor(kernels: Kernels, selection: RankSelection, tokens: number) {
    this.#kernels = kernels;
    this.#selection = selection;
    this.#tokens = tokens;
    this.cuts = kernels.allocate(4 * tokens);
    const byToken = selection.kind === 'topk';
    this.#heaps = byToken ? kernels.allocate(4 * selection.k * tokens) : 0;
    this.#sizes = byToken ? kernels.allocate(4 * tokens) : 0;
    this.#counts = byToken ? 0 : kernels.allocate(batchCounts.size);
    this.#bins = byToken ? 0 : kernels.allocate(batchBins);
  }

  /** For a new batch. */
  begin(): void {
    const kernels = this.#kernels;
    kernels.floats(this.cuts, this.#tokens).fill(0);
    if (this.#selection.kind === 'topk') {
      kernels.words(this.#sizes, this.#tokens).fill(0);
      return;
    }
    kernels.words(this.#bins, batchBins / 4).fill(0);
    const wanted = this.#selection.k * this.#tokens;
    batchCounts.write(kernels.view, this.#counts, { bins: this.#bins, wanted, lowest: 0, above: 0 });
  }

  raise({ lists, place, rows, biases, storesY }: NewPairs): void {
    const { call } = this.#kernels;
    const at = 4 * place;
    const pointers = lists.pointers + at;
    const stored = storesY ? 1 : 0;
    if (this.#selection.kind === 'topk') {
      call.raiseTokenCuts(
        rows,
        pointers,
        lists.tokens,
        lists.values,
        biases + at,
        stored,
        this.#selection.k,
        this.#heaps,
        this.#sizes,
        this.cuts,
      );
      return;
    }
    const cut = call.raiseBatchCut(this.#counts, rows, pointers, lists.values, biases + at, stored);
    this.#kernels.floats(this.cuts, this.#tokens).fill(cut);
  }
}
