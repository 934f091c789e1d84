/**
 * What is kept of one feature's direct logit effects: the tokens it raises and lowers most, and a histogram over the vocabulary. Two passes
 * over the values, cheaper than the product that makes them.
 */

/** Tokens kept at either end. */
export const LOGIT_TOKENS = 10;
export const LOGIT_BINS = 48;

/** One for all features of an index, so that 66,000 of them take 24 MB. */
export class LogitSummaries {
  readonly dSae: number;
  readonly vocabularySize: number;
  /** Tokens raised and lowered at most, fewer in a vocabulary that has not so many. */
  readonly kept: number;
  /** Ids, shape [dSae, 2 kept]: those raised most, strongest first, then those lowered most, strongest first. */
  readonly tokens: Uint32Array;
  /** Their effects, likewise. */
  readonly values: Float32Array;
  /** Where a feature's first bin begins and how wide its bins are, shape [dSae]. */
  readonly floors: Float64Array;
  readonly widths: Float64Array;
  /** Tokens a bin, shape [dSae, LOGIT_BINS]. */
  readonly counts: Uint32Array;

  constructor(dSae: number, vocabularySize: number) {
    this.dSae = dSae;
    this.vocabularySize = vocabularySize;
    this.kept = Math.min(LOGIT_TOKENS, vocabularySize);
    this.tokens = new Uint32Array(dSae * 2 * this.kept);
    this.values = new Float32Array(dSae * 2 * this.kept);
    this.floors = new Float64Array(dSae);
    this.widths = new Float64Array(dSae);
    this.counts = new Uint32Array(dSae * LOGIT_BINS);
  }

  /** @param projected W_U diag(gamma) v of the feature, not yet centred, shape [vocabularySize] */
  set(feature: number, projected: Float32Array): void {
    const raised = this.end(2 * feature);
    const lowered = this.end(2 * feature + 1);
    const mean = keepEnds(projected, raised, lowered);
    const low = -(lowered.values[0] ?? 0);
    const width = ((raised.values[0] ?? 0) - low) / LOGIT_BINS;
    countBins(projected, low, width, this.counts.subarray(feature * LOGIT_BINS, (feature + 1) * LOGIT_BINS));
    this.floors[feature] = low - mean;
    this.widths[feature] = width;
    for (let at = 0; at < this.kept; at++) {
      raised.values[at] = (raised.values[at] ?? 0) - mean;
      lowered.values[at] = -(lowered.values[at] ?? 0) - mean;
    }
  }

  /** Features `first` on. @param projected shape [features, vocabularySize] */
  setAll(first: number, projected: Float32Array): void {
    const { vocabularySize } = this;
    for (let i = 0; i < projected.length / vocabularySize; i++)
      this.set(first + i, projected.subarray(i * vocabularySize, (i + 1) * vocabularySize));
  }

  private end(place: number): End {
    const [from, to] = [place * this.kept, (place + 1) * this.kept];
    return { tokens: this.tokens.subarray(from, to), values: this.values.subarray(from, to) };
  }
}

/** Largest first. */
interface End {
  tokens: Uint32Array;
  values: Float32Array;
}

/** Fills both ends, `lowered` with the values' negatives; equal ones by token. Hardly a value passes the weakest kept. @returns the mean */
function keepEnds(projected: Float32Array, raised: End, lowered: End): number {
  raised.values.fill(-Infinity);
  lowered.values.fill(-Infinity);
  const last = raised.values.length - 1;
  let [sum, high, low] = [0, -Infinity, Infinity];
  for (let token = 0; token < projected.length; token++) {
    const value = projected[token] ?? 0;
    sum += value;
    if (value > high) {
      insert(raised, token, value);
      high = raised.values[last] ?? 0;
    }
    if (value < low) {
      insert(lowered, token, -value);
      low = -(lowered.values[last] ?? 0);
    }
  }
  return sum / projected.length;
}

/** In place of the last. */
function insert({ tokens, values }: End, token: number, value: number): void {
  let at = values.length - 1;
  for (; at > 0 && value > (values[at - 1] ?? 0); at--) {
    values[at] = values[at - 1] ?? 0;
    tokens[at] = tokens[at - 1] ?? 0;
  }
  values[at] = value;
  tokens[at] = token;
}

function countBins(projected: Float32Array, low: number, width: number, counts: Uint32Array): void {
  const binsAUnit = width > 0 ? 1 / width : 0;
  const last = LOGIT_BINS - 1;
  for (let i = 0; i < projected.length; i++) {
    const bin = Math.min(last, ((projected[i] ?? 0) - low) * binsAUnit) | 0;
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
}
