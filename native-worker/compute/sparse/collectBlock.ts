/** From U of a block to its pairs in lists. */
import { collection } from '../../kernels/structures.ts';
import type { MemberParts } from './member.ts';
import type { OwnBlock } from './memberMemory.ts';
import type { PairLists } from './pairLists.ts';

export interface CollectSettings {
  /** Address of U of the first neuron; that of the block at hand when left out. */
  u?: number;
  /** Address of the block's biases, f32 [rows]. */
  biases: number;
  /** Address of the cuts that y must exceed: f32 [rows], or [tokens] where `byToken`. */
  cuts: number;
  byToken?: boolean;
  /** Address of u32 [rows]: neurons marked 0 get no pairs. */
  only?: number;
  /** Whether the lists hold y, else u. */
  storesY: boolean;
  /** Addresses where positive pairs are counted and peaks raised, [rows] each. */
  positives?: number;
  peaks?: number;
}

/** Appends the pairs of a block whose U is at hand. Returns false, with empty lists, where they would be more than `most`. */
export function collectBlock(
  { kernels, memory }: Pick<MemberParts, 'kernels' | 'memory'>,
  { place, rows }: Pick<OwnBlock, 'place' | 'rows'>,
  tokens: number,
  lists: PairLists,
  settings: CollectSettings,
  most = Infinity,
): boolean {
  const before = lists.before(place);
  const { collection: at } = memory.structures;
  for (;;) {
    const bounded = lists.capacity >= before + most + tokens;
    collection.write(kernels.view, at, {
      u: settings.u ?? memory.u,
      neurons: rows,
      tokens,
      biases: settings.biases,
      cuts: settings.cuts,
      cutsOfTokens: settings.byToken === true ? 1 : 0,
      only: settings.only ?? 0,
      storesY: settings.storesY ? 1 : 0,
      positives: settings.positives ?? 0,
      peaks: settings.peaks ?? 0,
      pointers: lists.pointers + 4 * place,
      pairTokens: lists.tokens,
      pairValues: lists.values,
      capacity: bounded ? before + most + tokens : lists.capacity,
    });
    if (kernels.call.collectPairs(at) >= 0) return true;
    if (bounded) break;
    lists.grow(Math.max(before + tokens, 2 * lists.capacity), before);
  }
  kernels.words(lists.pointers + 4 * place, rows + 1).fill(before);
  return false;
}
