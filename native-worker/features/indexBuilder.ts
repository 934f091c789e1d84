/**
 * Builds the feature index in one pass over the codes of a corpus, row by row, in bounded memory: a histogram (256 bytes), top
 * examples and a uniform sample of active tokens a feature (92 bytes an example), and about 16 bytes a token for the rows.
 * One pass, because a second would run the language model again. The result does not depend on how rows are batched.
 */
import type { SparseCodes } from '../compute/backend.ts';
import type { TokenRow } from '../corpus/tokenRow.ts';
import { ActivationHistograms } from './build/activationHistograms.ts';
import { ActivationReservoirs } from './build/activationReservoirs.ts';
import { exampleOfSlot, quantileBand, selectFromSample } from './build/exampleSelection.ts';
import type { FeatureRun } from './build/exampleSlots.ts';
import {
  DEFAULT_LIMITS,
  DOCUMENTS_PER_TOP_EXAMPLE,
  type ExampleLimits,
  type IndexOptions,
} from './build/indexOptions.ts';
import { RowTranspose } from './build/rowTranspose.ts';
import { TopExamples, windowHash } from './build/topExamples.ts';
import { IndexInputError } from './errors.ts';
import type { ExampleKind, FeatureIndex, FeatureScalars, IndexExample } from './featureIndex.ts';
import { sourceRow, type SourceRow } from './sourceRow.ts';

/** Codes of whole rows: every unmasked position of a row is in the same batch, in order, rows one after another. */
export interface EncodedRows {
  codes: SparseCodes;
  /** Key of the token row each code came from, shape [codes.rows]. */
  rows: Uint32Array;
  /** Position within its row, shape [codes.rows]. */
  positions: Uint16Array;
  /** The row behind a key. Batches that share this function share its keys: none may come twice. */
  tokenRow: (key: number) => TokenRow;
}

export class FeatureIndexBuilder {
  private readonly options: IndexOptions;
  private readonly limits: ExampleLimits;
  private readonly floors: Float32Array;
  private readonly counts: Float64Array;
  private readonly sums: Float64Array;
  private readonly maxima: Float32Array;
  private readonly histograms: ActivationHistograms;
  private readonly top: TopExamples;
  private readonly samples: ActivationReservoirs;
  private readonly transpose: RowTranspose;
  private readonly sizes: Uint32Array;
  private readonly rows: SourceRow[] = [];
  private readonly distinctBy: FeatureIndex['topDistinctBy'];
  private lastRow: { key: number; tokenRow: EncodedRows['tokenRow'] } | null = null;
  private tokens = 0;

  constructor(options: IndexOptions) {
    checkOptions(options);
    const { dSae, seed } = options;
    this.options = options;
    this.limits = { ...DEFAULT_LIMITS, ...options.limits };
    const { top, sample, context } = this.limits;
    this.floors = options.thresholds;
    this.counts = new Float64Array(dSae);
    this.sums = new Float64Array(dSae);
    this.maxima = new Float32Array(dSae).fill(-Infinity);
    this.histograms = new ActivationHistograms(this.floors);
    this.top = new TopExamples(dSae, top, context);
    this.samples = new ActivationReservoirs(dSae, sample, context, seed);
    this.transpose = new RowTranspose(dSae);
    this.sizes = clusterSizes(options.clusterOf, dSae);
    this.distinctBy = options.documents >= DOCUMENTS_PER_TOP_EXAMPLE * top ? 'document' : 'row';
  }

  /** @throws IndexInputError when lengths disagree, a feature is out of range, or a row comes in two pieces. */
  add(batch: EncodedRows): void {
    checkBatch(batch, this.options.dSae);
    let first = 0;
    while (first < batch.codes.rows) {
      let last = first + 1;
      while (last < batch.codes.rows && batch.rows[last] === batch.rows[first]) last++;
      this.addRow(batch, first, last);
      first = last;
    }
  }

  /** The index of everything added; the builder is not used afterwards. */
  finish(): FeatureIndex {
    return {
      dSae: this.options.dSae,
      tokens: this.tokens,
      topDistinctBy: this.distinctBy,
      rows: this.rows,
      scalars: (feature) => this.scalars(feature),
      examples: (feature) => this.examples(feature),
    };
  }

  private addRow(batch: EncodedRows, first: number, last: number): void {
    const key = batch.rows[first] ?? 0;
    const tokenRow = batch.tokenRow(key);
    if (this.lastRow?.key === key && this.lastRow.tokenRow === batch.tokenRow) {
      throw IndexInputError.splitRow(tokenRow.document, batch.positions[first] ?? 0);
    }
    this.lastRow = { key, tokenRow: batch.tokenRow };
    const row = this.rows.push(sourceRow(tokenRow, this.options.corpus)) - 1;
    this.tokens += last - first;
    this.transpose.visit(batch.codes, batch.positions, first, last, (feature, run) => {
      const peak = this.count(feature, run);
      this.samples.offer(feature, row, run);
      if (!this.top.admits(feature, run.values[peak] ?? 0)) return;
      const place = this.distinctBy === 'document' ? tokenRow.document : row;
      const window = windowHash(tokenRow.tokens, run.positions[peak] ?? 0);
      this.top.offer(feature, { row, place, window }, run, peak);
    });
  }

  /** Adds a run to the feature's statistics; returns its strongest entry, the first of equals. */
  private count(feature: number, run: FeatureRun): number {
    let peak = run.start;
    let sum = 0;
    for (let i = run.start; i < run.end; i++) {
      const z = run.values[i] ?? 0;
      sum += z;
      if (z > (run.values[peak] ?? 0)) peak = i;
      this.histograms.add(feature, z);
    }
    this.counts[feature] = (this.counts[feature] ?? 0) + run.end - run.start;
    this.sums[feature] = (this.sums[feature] ?? 0) + sum;
    this.maxima[feature] = Math.max(this.maxima[feature] ?? 0, run.values[peak] ?? 0);
    return peak;
  }

  private histogram(feature: number): FeatureScalars['histogram'] {
    return {
      floor: this.floors[feature] ?? 0,
      width: this.histograms.width(feature),
      counts: this.histograms.binCounts(feature),
    };
  }

  private scalars(feature: number): FeatureScalars {
    const { groupOf, targetFrequencies, thresholds } = this.options;
    const activeTokens = this.counts[feature] ?? 0;
    const group = groupOf[feature] ?? 0;
    return {
      group,
      targetFrequency: targetFrequencies[group] ?? 0,
      activeTokens,
      density: this.tokens > 0 ? activeTokens / this.tokens : 0,
      maxActivation: activeTokens > 0 ? (this.maxima[feature] ?? 0) : 0,
      meanActivation: activeTokens > 0 ? (this.sums[feature] ?? 0) / activeTokens : 0,
      threshold: thresholds[feature] ?? 0,
      clusterSize: this.sizes[feature] ?? 1,
      histogram: this.histogram(feature),
    };
  }

  private examples(feature: number): IndexExample[] {
    const { top, samples, limits } = this;
    const histogram = this.histogram(feature);
    const take = (slots: typeof top.slots, slot: number, kind: ExampleKind, band: number | null) =>
      exampleOfSlot(slots, slot, this.rowAt(slots.row(slot)), limits.context.before, { kind, band });
    const { bands, random } = selectFromSample(
      samples.sample(feature),
      (slot) => quantileBand(histogram, samples.slots.value(slot), limits.quantileBands),
      limits,
    );
    const quantile = bands.map((slots, band) =>
      slots
        .sort((a, b) => samples.slots.value(b) - samples.slots.value(a))
        .map((slot) => take(samples.slots, slot, 'quantile', band)),
    );
    return [
      ...top.ranked(feature).map((slot) => take(top.slots, slot, 'top', null)),
      ...quantile.reverse().flat(),
      ...random.map((slot) => take(samples.slots, slot, 'random', null)),
    ];
  }

  private rowAt(index: number): SourceRow {
    const row = this.rows[index];
    if (!row) throw new RangeError(`The index builder has no row ${index} of ${this.rows.length}.`);
    return row;
  }
}

/** Size of the cluster of each feature, itself included. */
export function clusterSizes(clusterOf: Uint32Array | null, dSae: number): Uint32Array {
  if (clusterOf === null) return new Uint32Array(dSae).fill(1);
  const members = new Map<number, number>();
  for (const cluster of clusterOf) members.set(cluster, (members.get(cluster) ?? 0) + 1);
  return clusterOf.map((cluster) => members.get(cluster) ?? 1);
}

function checkOptions({ dSae, thresholds, groupOf, clusterOf }: IndexOptions): void {
  for (const [name, length] of Object.entries({
    thresholds: thresholds.length,
    groupOf: groupOf.length,
    clusterOf: clusterOf?.length ?? dSae,
  })) {
    if (length !== dSae) throw IndexInputError.wrongLength(name, dSae, length);
  }
}

function checkBatch({ codes, rows, positions }: EncodedRows, dSae: number): void {
  if (rows.length !== codes.rows) throw IndexInputError.wrongLength('rows', codes.rows, rows.length);
  if (positions.length !== codes.rows)
    throw IndexInputError.wrongLength('positions', codes.rows, positions.length);
  const pairs = codes.rowPointers[codes.rows] ?? 0;
  for (let i = 0; i < pairs; i++) {
    const feature = codes.features[i] ?? dSae;
    if (feature >= dSae) throw IndexInputError.unknownFeature(feature, dSae);
  }
}
