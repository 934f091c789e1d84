/**
 * Cuts token rows into shuffle blocks and orders everything by the seed: which rows a block holds depends on the seed alone (so that
 * a block harvested once serves every epoch), the order of blocks on (seed, epoch), the order of activations on (seed, epoch, block).
 */
import type { TokenRow } from '../corpus/tokenRow.ts';
import { Random } from '../sae/random.ts';

/** A permutation of 0 to `length` - 1 (Fisher-Yates), a function of the seed and the keys alone. */
export function permutation(length: number, seed: number, ...keys: number[]): Uint32Array {
  const random = new Random(
    keys.reduce((mixed, key) => Math.imul(mixed ^ (key + 0x9e3779b9), 0x85ebca6b), seed | 0),
  );
  const order = Uint32Array.from({ length }, (_, i) => i);
  for (let i = length - 1; i > 0; i--) {
    const j = random.integer(i + 1);
    const swapped = order[i] ?? 0;
    order[i] = order[j] ?? 0;
    order[j] = swapped;
  }
  return order;
}

/** Keys that keep the three kinds of permutation apart. */
const kinds = { rows: 1, blocks: 2, activations: 3 } as const;

/**
 * Rows in seeded order, cut where a block reaches `blockTokens` tokens; longest rows first within a block, so that batches pad little.
 * A row longer than a block gets one of its own.
 */
export function cutBlocks(rows: readonly TokenRow[], blockTokens: number, seed: number): TokenRow[][] {
  const blocks: TokenRow[][] = [];
  let tokens = Infinity;
  for (const index of permutation(rows.length, seed, kinds.rows)) {
    const row = rows[index];
    if (!row) continue;
    if (tokens + row.tokens.length > blockTokens) {
      blocks.push([]);
      tokens = 0;
    }
    blocks.at(-1)?.push(row);
    tokens += row.tokens.length;
  }
  // The sort is stable: rows of equal length keep their seeded order.
  for (const block of blocks) block.sort((a, b) => b.tokens.length - a.tokens.length);
  return blocks;
}

/** Which block comes when in an epoch. */
export function blockOrder(blocks: number, seed: number, epoch: number): Uint32Array {
  return permutation(blocks, seed, kinds.blocks, epoch);
}

/** The order in which a block's activations are served. */
export function activationOrder(count: number, seed: number, epoch: number, block: number): Uint32Array {
  return permutation(count, seed, kinds.activations, epoch, block);
}
