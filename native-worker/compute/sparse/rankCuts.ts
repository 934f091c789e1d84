/** Selection by rank: from candidates to the y that a pair must reach, token by token. */
import type { Selection } from '../backend.ts';
import { kthLargest } from '../kthLargest.ts';

/** Pairs with y > 0, in any order. */
export interface Candidates {
  tokens: Uint32Array;
  features: Uint32Array;
  y: Float32Array;
}

/** A pair is chosen where y > cut, or y = cut and its feature is at most the token's last one. */
export interface RankCuts {
  /** Shape [tokens]; 0 where all positive pairs are chosen. */
  cuts: Float32Array;
  /** Shape [tokens]. */
  lastFeatures: Int32Array;
  /** Smallest y of a chosen pair, Infinity without one. */
  smallest: number;
}

const anyFeature = 2 ** 31 - 1;

/** The k largest y of each token (`topk`), or the k x tokens largest of all (`batchtopk`); of equals the lower token, then feature. */
export function rankCuts(
  candidates: Candidates,
  kind: Extract<Selection, { k: number }>['kind'],
  k: number,
  tokens: number,
): RankCuts {
  return kind === 'topk' ? cutTokens(candidates, k, tokens) : cutBatch(candidates, k * tokens, tokens);
}

function cutBatch({ tokens, features, y }: Candidates, k: number, rows: number): RankCuts {
  const cuts = new Float32Array(rows);
  const lastFeatures = new Int32Array(rows).fill(anyFeature);
  if (y.length <= k) return { cuts, lastFeatures, smallest: y.reduce((a, b) => Math.min(a, b), Infinity) };
  const cut = kthLargest(y, k);
  cuts.fill(cut);
  const ties = k - y.reduce((above, value) => above + (value > cut ? 1 : 0), 0);
  const equal = Array.from(y.keys()).filter((i) => y[i] === cut);
  equal.sort((i, j) => (tokens[i] ?? 0) - (tokens[j] ?? 0) || (features[i] ?? 0) - (features[j] ?? 0));
  const last = equal[ties - 1] ?? 0;
  lastFeatures.fill(-1, (tokens[last] ?? 0) + 1);
  lastFeatures[tokens[last] ?? 0] = features[last] ?? 0;
  return { cuts, lastFeatures, smallest: cut };
}

function cutTokens(candidates: Candidates, k: number, rows: number): RankCuts {
  const { pointers, order } = byToken(candidates.tokens, rows);
  const cuts = new Float32Array(rows);
  const lastFeatures = new Int32Array(rows).fill(anyFeature);
  const y = Float32Array.from(order, (i) => candidates.y[i] ?? 0);
  let smallest = Infinity;
  for (let token = 0; token < rows; token++) {
    const own = y.subarray(pointers[token], pointers[token + 1]);
    if (own.length <= k) {
      smallest = own.reduce((a, b) => Math.min(a, b), smallest);
      continue;
    }
    const cut = kthLargest(own, k);
    cuts[token] = cut;
    smallest = Math.min(smallest, cut);
    const ties = k - own.reduce((above, value) => above + (value > cut ? 1 : 0), 0);
    const equal = own.reduce((count, value) => count + (value === cut ? 1 : 0), 0);
    if (equal === ties) continue;
    const features = [...order.subarray(pointers[token], pointers[token + 1])]
      .filter((i) => candidates.y[i] === cut)
      .map((i) => candidates.features[i] ?? 0);
    lastFeatures[token] = features.sort((p, q) => p - q)[ties - 1] ?? 0;
  }
  return { cuts, lastFeatures, smallest };
}

/** Indices of the pairs, token by token. */
function byToken(tokens: Uint32Array, rows: number): { pointers: Uint32Array; order: Uint32Array } {
  const pointers = new Uint32Array(rows + 1);
  for (const token of tokens) pointers[token + 1] = (pointers[token + 1] ?? 0) + 1;
  for (let row = 0; row < rows; row++) pointers[row + 1] = (pointers[row + 1] ?? 0) + (pointers[row] ?? 0);
  const next = pointers.slice();
  const order = new Uint32Array(tokens.length);
  tokens.forEach((token, i) => {
    const at = next[token] ?? 0;
    order[at] = i;
    next[token] = at + 1;
  });
  return { pointers, order };
}

/** All candidates together. */
export function joinCandidates(parts: readonly Candidates[]): Candidates {
  const count = parts.reduce((sum, { y }) => sum + y.length, 0);
  const all = {
    tokens: new Uint32Array(count),
    features: new Uint32Array(count),
    y: new Float32Array(count),
  };
  let at = 0;
  for (const part of parts) {
    all.tokens.set(part.tokens, at);
    all.features.set(part.features, at);
    all.y.set(part.y, at);
    at += part.y.length;
  }
  return all;
}
