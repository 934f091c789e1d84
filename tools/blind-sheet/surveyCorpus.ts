/**
 * First pass over the corpus: how often each feature is active, the mean of x, and random directions with the covariance of x.
 * A direction is the sum over sampled tokens of g (x - mean), g standard normal: exactly Gaussian with their covariance, so none
 * has to be factored. x is what the SAE's encoder sees: normalised as its folder says.
 */
import { normalise } from '../../native-worker/sae/normalisation.ts';
import type { Random } from '../../native-worker/sae/random.ts';
import type { SaelensVectors } from '../../native-worker/sae/formats/saelensFold.ts';
import type { FinishedRun } from './finishedRun.ts';
import { HeldOutFit } from './heldOutFit.ts';

export interface Survey {
  tokens: number;
  /** Mean active features a token. */
  l0: number;
  /** Of the SAE as exported, on held-out tokens. */
  explainedVariance: number;
  /** Tokens on which each feature is active, shape [dSae]. */
  counts: Float64Array;
  /** Shape [dIn]. */
  mean: Float32Array;
  /** Of unit length, shape [directions][dIn]. */
  directions: Float32Array[];
}

/** Every n-th batch gives its tokens to the mean and the directions: some 50,000 tokens of the starter corpus. */
const SAMPLE_EVERY = 16;

export async function surveyCorpus(run: FinishedRun, directions: number, random: Random): Promise<Survey> {
  const { sae } = run;
  const counts = new Float64Array(sae.dSae);
  const sums = new NormalSums(sae.dIn, directions, random);
  const fit = new HeldOutFit(run);
  let tokens = 0;
  let batches = 0;
  for await (const batch of run.activations()) {
    tokens += batch.count;
    await fit.add(batch);
    const { features } = await sae.encode(batch.activations);
    for (const feature of features) counts[feature] = (counts[feature] ?? 0) + 1;
    if (batches++ % SAMPLE_EVERY === 0) sums.add(encoderInput(sae.form, batch.activations));
  }
  const l0 = counts.reduce((sum, count) => sum + count, 0) / Math.max(1, tokens);
  return {
    tokens,
    l0,
    explainedVariance: fit.explainedVariance(),
    counts,
    mean: sums.mean(),
    directions: sums.directions(),
  };
}

/** x as it meets W_enc, before b_dec is taken off, shape [rows, dIn]. */
function encoderInput({ dIn, normalizeActivations }: SaelensVectors, raw: Float32Array): Float32Array {
  if (normalizeActivations === 'none') return raw;
  return normalise(raw, dIn, { kind: 'token' }).x.map((value) => value * Math.sqrt(dIn));
}

class NormalSums {
  private readonly total: Float64Array;
  private readonly weighted: Float64Array[];
  private readonly weights: Float64Array;
  private tokens = 0;
  private readonly random: Random;

  constructor(dIn: number, directions: number, random: Random) {
    this.total = new Float64Array(dIn);
    this.weighted = Array.from({ length: directions }, () => new Float64Array(dIn));
    this.weights = new Float64Array(directions);
    this.random = random;
  }

  add(x: Float32Array): void {
    const dIn = this.total.length;
    for (let start = 0; start < x.length; start += dIn) {
      const row = x.subarray(start, start + dIn);
      addScaled(this.total, row, 1);
      for (const [i, sum] of this.weighted.entries()) {
        const g = this.random.normal();
        this.weights[i] = (this.weights[i] ?? 0) + g;
        addScaled(sum, row, g);
      }
      this.tokens++;
    }
  }

  mean(): Float32Array {
    return Float32Array.from(this.total, (sum) => sum / Math.max(1, this.tokens));
  }

  directions(): Float32Array[] {
    const mean = this.mean();
    return this.weighted.map((sum, i) => {
      const centred = sum.map((value, j) => value - (this.weights[i] ?? 0) * (mean[j] ?? 0));
      const norm = Math.hypot(...centred);
      return Float32Array.from(centred, (value) => value / norm);
    });
  }
}

function addScaled(sum: Float64Array, row: Float32Array, factor: number): void {
  for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] ?? 0) + factor * (row[i] ?? 0);
}
