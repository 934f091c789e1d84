/** Twins of collect.ts, decode.ts and decide.ts. */
import type { Lists } from '../problems.ts';
import { at, dotOfKernels, plus, times } from './vectors.ts';

const { fround } = Math;

export interface Block {
  /** Shape [neurons, tokens]. */
  u: readonly (readonly number[])[];
  biases: readonly number[];
  storesY: boolean;
}

/** Pairs with y above the cut of the neuron and token. */
export function collectTwin(
  { u, biases, storesY }: Block,
  cut: (neuron: number, token: number) => number,
  allowed: (neuron: number) => boolean,
): Lists {
  const lists: Lists = { pointers: [0], tokens: [], values: [] };
  u.forEach((row, m) => {
    row.forEach((value, token) => {
      const y = fround(value + at(biases, m));
      if (!allowed(m) || !(y > cut(m, token))) return;
      lists.tokens.push(token);
      lists.values.push(storesY ? y : value);
    });
    lists.pointers.push(lists.tokens.length);
  });
  return lists;
}

/** Of each neuron: pairs with y > 0, and the largest y. */
export function summaryTwin({ u, biases }: Block): { positives: number[]; peaks: number[] } {
  const y = u.map((row, m) => row.map((value) => fround(value + at(biases, m))));
  return {
    positives: y.map((row) => row.filter((value) => value > 0).length),
    peaks: y.map((row) => Math.max(...row)),
  };
}

export interface Pair {
  neuron: number;
  token: number;
  value: number;
}

export function pairsOf({ pointers, tokens, values }: Lists): Pair[] {
  return pointers.slice(1).flatMap((end, neuron) =>
    tokens.slice(at(pointers, neuron), end).map((token, i) => ({
      neuron,
      token,
      value: at(values, at(pointers, neuron) + i),
    })),
  );
}

export function listsOf(pairs: readonly Pair[], neurons: number): Lists {
  const counts = Array.from({ length: neurons }, (_, m) => pairs.filter(({ neuron }) => neuron <= m).length);
  return {
    pointers: [0, ...counts],
    tokens: pairs.map(({ token }) => token),
    values: pairs.map(({ value }) => value),
  };
}

/** Largest y of each neuron's listed pairs, -Infinity without one. */
export function peaksTwin(lists: Lists, biases: readonly number[], storesY: boolean): number[] {
  return biases.map((bias, m) => {
    const own = pairsOf(lists).filter(({ neuron }) => neuron === m);
    return Math.max(-Infinity, ...own.map(({ value }) => fround(value + (storesY ? 0 : bias))));
  });
}

/** Pairs with y above the token's cut, or equal to it and of a neuron up to the token's last. */
export function keepTwin(
  lists: Lists,
  biases: readonly number[],
  storesY: boolean,
  { cuts, lasts, firstNeuron }: { cuts: readonly number[]; lasts: readonly number[]; firstNeuron: number },
): Pair[] {
  return pairsOf(lists).filter(({ neuron, token, value }) => {
    const y = fround(value + (storesY ? 0 : at(biases, neuron)));
    const cut = at(cuts, token);
    return y > cut || (y === cut && firstNeuron + neuron <= at(lasts, token));
  });
}

/** sums[token] += a z w, z being the value where it lies above the neuron's gate. */
export function decodeTwin(
  lists: Lists,
  weights: readonly (readonly number[])[],
  scales: readonly number[],
  gate: (neuron: number) => number,
  sums: readonly (readonly number[])[],
): number[][] {
  const into = sums.map((row) => [...row]);
  for (const { neuron, token, value } of pairsOf(lists)) {
    const z = value > gate(neuron) ? value : 0;
    into[token] = plus(at(into, token), times(at(weights, neuron), at(scales, neuron) * z));
  }
  return into;
}

/** Sums of the neurons, plus z (w . row) of their pairs. */
export function alongTwin(
  lists: Lists,
  weights: readonly (readonly number[])[],
  rows: readonly (readonly number[])[],
  sums: readonly number[],
): number[] {
  const into = [...sums];
  for (const { neuron, token, value } of pairsOf(lists)) {
    into[neuron] = at(into, neuron) + value * dotOfKernels(at(weights, neuron), at(rows, token));
  }
  return into;
}

/** Pairs with y > 0: by the dot product, or by the value where that is certain and `all` is not asked for. */
export function decideTwin(
  lists: Lists,
  { rows, centred, biases }: { rows: number[][]; centred: number[][]; biases: number[] },
  { cuts, storesY, all }: { cuts: readonly number[]; storesY: boolean; all: boolean },
): Pair[] {
  return pairsOf(lists).flatMap(({ neuron, token, value }) => {
    const bias = at(biases, neuron);
    const certain = (storesY ? value : fround(value + bias)) > -at(cuts, token);
    if (certain && !all) return [{ neuron, token, value }];
    const u = dotOfKernels(at(rows, neuron), at(centred, token));
    const y = fround(u + bias);
    return y > 0 ? [{ neuron, token, value: storesY ? y : u }] : [];
  });
}
