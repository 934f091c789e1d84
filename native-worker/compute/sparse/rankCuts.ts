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
  let smallest = Infinity;
  for (let token = 0; token < rows; token++) {
    const [from, to] = [pointers[token] ?? 0, pointers[token + 1] ?? 0];
    const own = new Float32Array(to - from);
    let least = Infinity;
    for (let i = from; i < to; i++) {
      const value = candidates.y[order[i] ?? 0] ?? 0;
      own[i - from] = value;
      if (value < least) least = value;
    }
    const cut = own.length <= k ? least : kthLargest(own, k);
    if (cut < smallest) smallest = cut;
    if (own.length <= k) continue;
    cuts[token] = cut;
    const features = order.subarray(from, to);
    lastFeatures[token] = lastTaken(own, features, candidates.features, cut, k);
  }
  return { cuts, lastFeatures, smallest };
}

/** Of the pairs of a token at its cut, the last feature that still finds room among k. */
function lastTaken(
  y: Float32Array,
  order: Uint32Array,
  features: Uint32Array,
  cut: number,
  k: number,
): number {
  let room = k;
  const equal: number[] = [];
  for (let i = 0; i < y.length; i++) {
    const value = y[i] ?? 0;
    if (value > cut) room--;
    else if (value === cut) equal.push(features[order[i] ?? 0] ?? 0);
  }
  if (equal.length === room) return anyFeature;
  return equal.sort((p, q) => p - q)[room - 1] ?? 0;
}

/** Indices of the pairs, token by token. */
function byToken(tokens: Uint32Array, rows: number): { pointers: Uint32Array; order: Uint32Array } {
  const pointers = new Uint32Array(rows + 1);
  for (const token of tokens) pointers[token + 1] = (pointers[token + 1] ?? 0) + 1;
  for (let row = 0; row < rows; row++) pointers[row + 1] = (pointers[row + 1] ?? 0) + (pointers[row] ?? 0);
  const next = pointers.slice();
  const order = new Uint32Array(tokens.length);
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i] ?? 0;
    const at = next[token] ?? 0;
    order[at] = i;
    next[token] = at + 1;
  }
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
