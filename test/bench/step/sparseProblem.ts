/**
 * An SAE near a solution with batches for it: x is a sum of random directions near the neurons' rows plus noise, on the unit sphere, and the
 * thresholds are quantiles of an independent batch, so that the share of active pairs is what was asked for, group by group, as GBA leaves it.
 * Made to be quick at 65,536 x 1,536: cheap draws, one sort a neuron for all shares.
 */
import { Product } from '../../../native-worker/compute/sparse/blockProduct.ts';
import { zeroState, type SaeState } from '../../../native-worker/compute/saeState.ts';
import { Kernels } from '../../../native-worker/kernels/kernels.ts';
import { groupOfNeuron } from '../../../native-worker/sae/algorithms/gba.ts';

export interface ProblemSizes {
  dIn: number;
  dSae: number;
  batchTokens: number;
}

export interface SparseProblem extends ProblemSizes {
  weights: Float32Array;
  preBias: Float32Array;
  /** Shape [batchTokens, dIn] each. */
  batches: readonly Float32Array[];
  /** b for each share that was asked for. */
  biases: ReadonlyMap<number, Float32Array>;
}

const groups = 10;
/** Target of a group over that of the group before it. */
const groupRatio = 0.6;
/** No group is meant to be active more often than this. */
const mostActive = 0.9;
/** Perturbations of rows; neurons share them by turns. */
const noiseRows = 512;

/** @param shares of active pairs, each above 0 and below mostActive */
export async function sparseProblem(
  { dIn, dSae, batchTokens }: ProblemSizes,
  shares: readonly number[],
  seed = 1,
): Promise<SparseProblem> {
  const draw = new Draws(seed);
  const weights = unitRows(draw.fill(new Float32Array(dSae * dIn), 1), dIn);
  const noise = draw.fill(new Float32Array(noiseRows * dIn), 0.5 / Math.sqrt(dIn));
  const batch = (): Float32Array => sumsOfDirections({ dIn, dSae, batchTokens }, weights, noise, draw);
  const [independent, ...batches] = [batch(), batch(), batch()];
  const preBias = meanOf(independent, dIn).map((value) => 0.1 * value);
  const biases = await quantileBiases(weights, subtractRow(independent, preBias), dIn, shares);
  return { dIn, dSae, batchTokens, weights, preBias, batches, biases };
}

/** At step 0; the scale is that of training in its middle. */
export function stateOf(problem: SparseProblem, share: number): SaeState {
  const state = zeroState({ ...problem, tied: true });
  state.weights = problem.weights;
  state.scales.fill(0.2);
  state.biases = problem.biases.get(share) ?? state.biases;
  state.preBias = problem.preBias;
  return state;
}

/** Xorshift (Marsaglia 2003): good enough for directions, and quick. */
class Draws {
  #state: number;

  constructor(seed: number) {
    this.#state = seed * 7919 + 3;
  }

  /** In [0, 1). */
  uniform(): number {
    let s = this.#state;
    s ^= s << 13;
    s ^= s >>> 17;
    s ^= s << 5;
    this.#state = s;
    return (s >>> 0) / 2 ** 32;
  }

  /** Uniform values with this standard deviation, which in hundreds of dimensions point as evenly as normal ones. */
  fill(values: Float32Array, deviation: number): Float32Array {
    const width = Math.sqrt(12) * deviation;
    for (let i = 0; i < values.length; i++) values[i] = width * (this.uniform() - 0.5);
    return values;
  }
}

/** Each token is the sum of a few neurons' directions, which lie at a cosine of about 0.9 from the neurons' rows, and noise. */
function sumsOfDirections(
  { dIn, dSae, batchTokens }: ProblemSizes,
  weights: Float32Array,
  noise: Float32Array,
  draw: Draws,
): Float32Array {
  const summands = Math.max(2, Math.min(64, Math.round(0.005 * dSae)));
  const x = draw.fill(new Float32Array(batchTokens * dIn), (0.3 * Math.sqrt(summands)) / Math.sqrt(dIn));
  for (let token = 0; token < batchTokens; token++) {
    for (let summand = 0; summand < summands; summand++) {
      const neuron = Math.floor(dSae * draw.uniform());
      const magnitude = 0.5 + draw.uniform();
      const [to, row, other] = [token * dIn, neuron * dIn, (neuron % noiseRows) * dIn];
      for (let i = 0; i < dIn; i++) {
        x[to + i] = (x[to + i] ?? 0) + magnitude * ((weights[row + i] ?? 0) + (noise[other + i] ?? 0));
      }
    }
  }
  return unitRows(x, dIn);
}

function unitRows(rows: Float32Array, width: number): Float32Array {
  for (let from = 0; from < rows.length; from += width) {
    let squared = 0;
    for (let i = from; i < from + width; i++) squared += (rows[i] ?? 0) ** 2;
    const scale = 1 / Math.sqrt(squared);
    for (let i = from; i < from + width; i++) rows[i] = scale * (rows[i] ?? 0);
  }
  return rows;
}

function meanOf(rows: Float32Array, width: number): Float32Array {
  const mean = new Float32Array(width);
  for (let i = 0; i < rows.length; i++) mean[i % width] = (mean[i % width] ?? 0) + (rows[i] ?? 0);
  return mean.map((value) => (value * width) / rows.length);
}

function subtractRow(rows: Float32Array, row: Float32Array): Float32Array {
  return rows.map((value, i) => value - (row[i % row.length] ?? 0));
}

/** Target of each group: geometric, none above `mostActive`, with this mean. */
export function groupTargets(share: number): number[] {
  const targets = (largest: number): number[] =>
    Array.from({ length: groups }, (_, k) => Math.min(mostActive, largest * groupRatio ** k));
  let [low, high] = [0, groupRatio ** -groups];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    const mean = targets(middle).reduce((sum, target) => sum + target, 0) / groups;
    if (mean < share) low = middle;
    else high = middle;
  }
  return targets(high);
}

/** b = -(quantile of u over the rows of x), block by block, so that U never exists as a whole. */
async function quantileBiases(
  weights: Float32Array,
  x: Float32Array,
  dIn: number,
  shares: readonly number[],
): Promise<Map<number, Float32Array>> {
  const dSae = weights.length / dIn;
  const tokens = x.length / dIn;
  const block = Math.min(1024, dSae);
  const kernels = new Kernels();
  const [rows, batch, u] = [block * dIn, tokens * dIn, block * tokens].map((count) => ({
    at: kernels.allocate(4 * count),
    count,
  })) as [Room, Room, Room];
  kernels.floats(batch.at, batch.count).set(x);
  const product = await Product.open(kernels, { transB: true });
  const groupOf = groupOfNeuron(groups, dSae);
  const targets = new Map(shares.map((share) => [share, groupTargets(share)]));
  const biases = new Map(shares.map((share) => [share, new Float32Array(dSae)]));
  for (let from = 0; from < dSae; from += block) {
    const neurons = Math.min(block, dSae - from);
    kernels.floats(rows.at, neurons * dIn).set(weights.subarray(from * dIn, (from + neurons) * dIn));
    await product.run(
      { at: rows.at, rows: neurons, columns: dIn },
      { at: batch.at, rows: tokens, columns: dIn },
      { at: u.at, rows: neurons, columns: tokens },
    );
    for (let m = 0; m < neurons; m++) {
      const sorted = kernels.floats(u.at + 4 * m * tokens, tokens).sort();
      for (const [share, own] of biases) {
        const target = targets.get(share)?.[groupOf[from + m] ?? 0] ?? share;
        own[from + m] = -upperQuantile(sorted, target);
      }
    }
  }
  await product.dispose();
  return biases;
}

interface Room {
  at: number;
  count: number;
}

/** Value that about this share of the sorted ones exceeds, on the line between two neighbours. */
function upperQuantile(sorted: Float32Array, share: number): number {
  const rank = share * sorted.length;
  const whole = Math.floor(rank);
  const above = sorted[Math.max(0, sorted.length - 1 - whole)] ?? 0;
  const below = sorted[Math.max(0, sorted.length - 2 - whole)] ?? 0;
  return above + (rank - whole) * (below - above);
}
