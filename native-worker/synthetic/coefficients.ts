/** Rows of H: which features are active, and how strongly. Row by row (CSR), like codes. */
import type { SparseCodes } from '../compute/backend.ts';
import type { Random } from '../sae/random.ts';
import { inclusion } from './frequencies.ts';
import type { SyntheticSpec } from './syntheticSpec.ts';

/** Draws rows of H; deterministic in the state of `random`. */
export type RowSampler = (random: Random, rows: number) => SparseCodes;

/** Prepared once per specification. */
export function rowSampler(spec: SyntheticSpec): RowSampler {
  const { sparsity } = spec;
  const draws =
    sparsity.kind === 'mixture'
      ? mixed(sparsity.parts.map(({ share, active }) => ({ share, draw: exactly(spec, active) })))
      : sparsity.kind === 'exact'
        ? exactly(spec, sparsity.active)
        : coins(inclusion(spec, sparsity.active));
  const magnitude = magnitudeOf(spec.magnitudes);
  return (random, rows) => {
    const features: number[] = [];
    const rowPointers = new Uint32Array(rows + 1);
    for (let row = 0; row < rows; row++) {
      draws(random, features);
      rowPointers[row + 1] = features.length;
    }
    const sorted = Uint32Array.from(features);
    for (let row = 0; row < rows; row++) sorted.subarray(rowPointers[row], rowPointers[row + 1]).sort();
    const values = Float32Array.from(sorted, () => magnitude(random));
    return { rows, rowPointers, features: sorted, values };
  };
}

/** Appends the active features of one row. */
type DrawRow = (random: Random, into: number[]) => void;

function mixed(parts: readonly { share: number; draw: DrawRow }[]): DrawRow {
  return (random, into) => {
    let left = random.uniform();
    const part = parts.find(({ share }) => (left -= share) < 0) ?? parts.at(-1);
    part?.draw(random, into);
  };
}

function exactly(spec: SyntheticSpec, active: number): DrawRow {
  const { features, zipfExponent } = spec;
  return zipfExponent === 0 ? anyOf(features, active) : systematic(inclusion(spec, active), active);
}

/** `active` different features, all sets equally likely: the first draws of a shuffle, undone afterwards. */
function anyOf(features: number, active: number): DrawRow {
  const order = Uint32Array.from({ length: features }, (_, i) => i);
  const swaps = new Uint32Array(active);
  const swap = (i: number, j: number): void => {
    const held = order[i] ?? 0;
    order[i] = order[j] ?? 0;
    order[j] = held;
  };
  return (random, into) => {
    for (let i = 0; i < active; i++) {
      const j = i + random.integer(features - i);
      swaps[i] = j;
      swap(i, j);
      into.push(order[i] ?? 0);
    }
    for (let i = active - 1; i >= 0; i--) swap(i, swaps[i] ?? 0);
  };
}

/**
 * Exactly `active` features with inclusion probabilities as given (systematic sampling, Madow 1949): the probabilities are laid end to end in a
 * random order, and every point of a grid of step 1 with a random start picks the feature it falls in.
 */
function systematic(probabilities: Float64Array, active: number): DrawRow {
  const order = Uint32Array.from(probabilities.keys());
  return (random, into) => {
    order.forEach((_, i) => {
      order[i] = i;
    });
    let point = random.uniform();
    let [reached, taken] = [0, 0];
    for (let i = 0; i < order.length && taken < active; i++) {
      const j = i + random.integer(order.length - i);
      const feature = order[j] ?? 0;
      order[j] = order[i] ?? 0;
      reached += probabilities[feature] ?? 0;
      // The last point may miss the end by rounding.
      if (reached > point || order.length - i === active - taken) {
        into.push(feature);
        taken++;
        point++;
      }
    }
  };
}

function coins(probabilities: Float64Array): DrawRow {
  const [first = 0] = probabilities;
  if (probabilities.every((probability) => probability === first))
    return equalCoins(probabilities.length, first);
  return (random, into) => {
    for (let i = 0; i < probabilities.length; i++)
      if (random.uniform() < (probabilities[i] ?? 0)) into.push(i);
  };
}

/** The gaps between heads are geometric, so a row costs as many draws as it has features. */
function equalCoins(features: number, probability: number): DrawRow {
  const perGap = Math.log1p(-probability);
  return (random, into) => {
    let at = Math.floor(Math.log(1 - random.uniform()) / perGap);
    while (at < features) {
      into.push(at);
      at += 1 + Math.floor(Math.log(1 - random.uniform()) / perGap);
    }
  };
}

function magnitudeOf(kind: SyntheticSpec['magnitudes']): (random: Random) => number {
  switch (kind) {
    case 'constant':
      return () => 1;
    case 'uniform':
      return (random) => 0.5 + random.uniform();
    case 'exponential':
      return (random) => random.exponential();
    default:
      return kind satisfies never;
  }
}

/** Mean of h^2 over nonzeros. */
export function meanSquare(kind: SyntheticSpec['magnitudes']): number {
  return { constant: 1, uniform: 13 / 12, exponential: 2 }[kind];
}
