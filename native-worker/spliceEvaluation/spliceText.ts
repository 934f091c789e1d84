/**
 * Runs text through a model cut at the hook: as it is, and with the activations replaced by the SAE's reconstruction, their mean and zeros.
 * Two passes: the first gives the mean that the second replaces by.
 */
import { rowNorm } from '../activations/activationNorms.ts';
import { harvest } from '../activations/harvest.ts';
import { maskBatch } from '../activations/maskBatch.ts';
import { addMasks, noMasks, type MaskCounts } from '../activations/maskCounts.ts';
import type { TokenRow } from '../corpus/tokenRow.ts';
import type { ActivationReader } from '../llm/languageModel.ts';
import type { BegunBatch, SplicedModel } from '../llm/splicedModel.ts';
import { packRows } from '../llm/tokenBatch.ts';
import { ReconstructionMeter } from '../sae/metrics/reconstruction.ts';
import { noSums, REPLACEMENTS, type Replacement, type SpliceSums } from '../sae/metrics/spliceScores.ts';
import type { SparseAutoencoder } from '../sae/sparseAutoencoder.ts';

/** A document's rows. */
export interface SplicedDocument {
  rows: readonly TokenRow[];
}

export interface SpliceTextOptions {
  spliced: SplicedModel;
  sae: Pick<SparseAutoencoder, 'encode' | 'decode' | 'dIn'>;
  /** Shape [dIn], raw units. */
  mean: Float32Array;
  /** Positions with a larger norm pass through as they are. */
  outlierNorm: number;
  rowsPerBatch: number;
  signal?: AbortSignal;
  onRows?: (rows: number) => void;
}

export interface SplicedText {
  /** By document. */
  sums: SpliceSums[];
  masked: MaskCounts;
  explainedVariance: number;
  /** Mean active features a replaced position. */
  l0: number;
}

/** Mean of the activations that will be replaced, shape [dIn], raw units; zeros where there are none. */
export async function meanActivation(
  reader: ActivationReader,
  rows: readonly TokenRow[],
  options: {
    rowsPerBatch: number;
    outlierNorm: number;
    signal?: AbortSignal;
    onRows?: (rows: number) => void;
  },
): Promise<Float32Array> {
  const sums = new Float64Array(reader.hookPoint.width);
  let count = 0;
  let read = 0;
  for await (const batch of harvest(reader, rows, options)) {
    const { activations, dIn } = batch;
    for (let i = 0; i < activations.length; i++)
      sums[i % dIn] = (sums[i % dIn] ?? 0) + (activations[i] ?? NaN);
    count += batch.count;
    read += options.rowsPerBatch;
    options.onRows?.(Math.min(read, rows.length));
  }
  return Float32Array.from(sums, (sum) => (count > 0 ? sum / count : 0));
}

/** @throws NoVarianceError, NoRowsError where nothing can be replaced; NonFiniteActivationError; the signal's reason */
export async function spliceText(
  documents: readonly SplicedDocument[],
  options: SpliceTextOptions,
): Promise<SplicedText> {
  const { sae, rowsPerBatch, signal, onRows } = options;
  const rows = documents.flatMap((document) => document.rows);
  const documentOf = documents.flatMap(({ rows: own }, number) => own.map(() => number));
  const sums = documents.map(noSums);
  const meter = new ReconstructionMeter(sae.dIn);
  let masked = noMasks();
  let active = 0;
  for (let first = 0; first < rows.length; first += rowsPerBatch) {
    signal?.throwIfAborted();
    const part = rows.slice(first, first + rowsPerBatch);
    const spliced = await spliceBatch(part, options, meter);
    masked = addMasks(masked, spliced.masked);
    active += spliced.active;
    for (const place of spliced.scored) {
      const own = sums[documentOf[first + Math.floor(place / spliced.length)] ?? 0];
      if (own) spliced.addTo(own, place);
    }
    onRows?.(first + part.length);
  }
  const { explainedVariance } = meter.result();
  return { sums, masked, explainedVariance, l0: active / masked.kept };
}

interface SplicedBatch {
  /** Positions a row. */
  length: number;
  masked: MaskCounts;
  /** Active features of all replaced positions. */
  active: number;
  /** Places (row x length + position) that are replaced and have a next token. */
  scored: readonly number[];
  addTo(sums: SpliceSums, place: number): void;
}

async function spliceBatch(
  rows: readonly TokenRow[],
  { spliced, sae, mean, outlierNorm }: SpliceTextOptions,
  meter: ReconstructionMeter,
): Promise<SplicedBatch> {
  const begun = await spliced.begin(packRows(rows.map(({ tokens }) => tokens)));
  const { batch, activations } = begun;
  const { dIn } = sae;
  const { kept, masked } = maskBatch(rows, {
    length: batch.length,
    normAt: (at) => rowNorm(activations, dIn, at),
    outlierNorm,
    hookPoint: spliced.hookPoint.name,
  });
  const raw = new Float32Array(kept.length * dIn);
  for (const [i, at] of kept.entries()) raw.set(activations.subarray(at * dIn, (at + 1) * dIn), i * dIn);
  const codes = await sae.encode(raw);
  const decoded = await sae.decode(codes, raw);
  meter.add(raw, decoded);
  const zero = new Float32Array(dIn);
  const rowFor: Record<Replacement, (i: number) => Float32Array> = {
    sae: (i) => decoded.subarray(i * dIn, (i + 1) * dIn),
    mean: () => mean,
    zero: () => zero,
  };
  const clean = await spliced.finish(begun, activations, { logits: true });
  const losses = {} as Record<Replacement, Float32Array>;
  const divergences = {} as Record<Replacement, Float32Array>;
  for (const replacement of REPLACEMENTS) {
    const scores = await spliced.finish(begun, replaced(begun, kept, rowFor[replacement]), {
      reference: clean.logits ?? new Float32Array(),
    });
    losses[replacement] = scores.losses;
    divergences[replacement] = scores.divergences ?? new Float32Array();
  }
  return {
    length: batch.length,
    masked,
    active: codes.values.length,
    scored: [...kept].filter((place) => !Number.isNaN(clean.losses[place] ?? NaN)),
    addTo: (sums, place) => {
      sums.scored++;
      sums.clean += clean.losses[place] ?? NaN;
      for (const replacement of REPLACEMENTS) {
        sums.loss[replacement] += losses[replacement][place] ?? NaN;
        sums.divergence[replacement] += divergences[replacement][place] ?? NaN;
      }
    },
  };
}

/** The batch's activations with others at the kept places. */
function replaced(
  { activations }: BegunBatch,
  kept: Uint32Array,
  rowFor: (i: number) => Float32Array,
): Float32Array {
  const changed = activations.slice();
  for (const [i, at] of kept.entries()) {
    const row = rowFor(i);
    changed.set(row, at * row.length);
  }
  return changed;
}
