/** One half's tokens through the language model, with the rules of each token, its activation and its place. */
import { harvest, outlierFactor, type HarvestedBatch } from '../../activations/harvest.ts';
import { medianNorm } from '../../activations/harvest.ts';
import type { TokenRow } from '../../corpus/tokenRow.ts';
import { rowScaling, scaleRows } from '../../sae/inputNormalisation.ts';
import { normalise } from '../../sae/normalisation.ts';
import type { SaelensVectors } from '../../sae/formats/saelensFold.ts';
import type { RuleVocabulary } from '../rules/ruleColumns.ts';
import type { RuleTable } from '../rules/ruleTable.ts';
import type { Subject } from './subject.ts';
import { TableBuilder } from '../rules/tableBuilder.ts';
import type { UnseenDocument } from './unseenText.ts';

export interface HalfOptions {
  subject: Subject;
  vocabulary: RuleVocabulary;
  outlierNorm: number;
  signal?: AbortSignal;
  onTokens?: (tokens: number) => void;
}

/** Where the tokens of a half stand, by their number in the table. */
export interface TokenPlaces {
  /** Place of the row in `rows`, shape [tokens]. */
  row: Uint32Array;
  position: Uint16Array;
  rows: readonly TokenRow[];
  documents: readonly UnseenDocument[];
  /** Document of each row. */
  documentOf: Uint32Array;
}

export interface RuledHalf {
  table: RuleTable;
  places: TokenPlaces;
}

/** @param visit called with each batch and the number of its first token, in order */
export async function harvestHalf(
  documents: readonly UnseenDocument[],
  { subject, vocabulary, outlierNorm, signal, onTokens }: HalfOptions,
  visit: (batch: HarvestedBatch, firstToken: number) => Promise<void>,
): Promise<RuledHalf> {
  const rows = documents.flatMap((document) => document.rows);
  const documentOf = Uint32Array.from(documents.flatMap(({ rows: own }, number) => own.map(() => number)));
  const builder = new TableBuilder(vocabulary);
  const row: number[] = [];
  const position: number[] = [];
  const { rowsPerBatch, reader } = subject;
  for await (const batch of harvest(reader, rows, { rowsPerBatch, outlierNorm, signal })) {
    const firstToken = builder.table.size;
    for (let i = 0; i < batch.count; i++) {
      const at = batch.rows[i] ?? 0;
      const number = documentOf[at] ?? 0;
      const document = documents[number];
      const tokenRow = rows[at];
      if (document === undefined || tokenRow === undefined) continue;
      builder.add(number, document, tokenRow, batch.positions[i] ?? 0);
      row.push(at);
      position.push(batch.positions[i] ?? 0);
    }
    await visit(batch, firstToken);
    onTokens?.(builder.table.size);
  }
  const places = {
    row: Uint32Array.from(row),
    position: Uint16Array.from(position),
    rows,
    documents,
    documentOf,
  };
  return { table: builder.table, places };
}

/** As the run masked; measured on the first rows where no run says it. */
export async function outlierNormOf(subject: Subject, documents: readonly UnseenDocument[]): Promise<number> {
  if (subject.outlierNorm !== null) return subject.outlierNorm;
  const rows = documents.flatMap((document) => document.rows);
  return outlierFactor * (await medianNorm(subject.reader, rows, { rowsPerBatch: subject.rowsPerBatch }));
}

/** What the encoder sees, up to a factor that is the same for all tokens: rows of unit norm where the SAE rescales them. Shape [rows, dIn]. */
export function encoderInput({ dIn, normalizeActivations }: SaelensVectors, raw: Float32Array): Float32Array {
  if (normalizeActivations === 'constant_norm_rescale') return normalise(raw, dIn, { kind: 'token' }).x;
  const scaling = rowScaling(raw, dIn, normalizeActivations);
  return scaling === null ? raw : scaleRows(raw, dIn, scaling);
}

/** Encoder inputs of evenly spread rows of some documents, about `most` tokens, shape [tokens, dIn]. */
export async function sampleInputs(
  subject: Subject,
  documents: readonly UnseenDocument[],
  outlierNorm: number,
  most: number,
): Promise<Float32Array> {
  const all = documents.flatMap((document) => document.rows);
  const tokens = documents.reduce((sum, document) => sum + document.tokens, 0);
  const every = Math.max(1, Math.ceil(tokens / most));
  const rows = all.filter((_, index) => index % every === 0);
  const parts: Float32Array[] = [];
  const { reader, rowsPerBatch, sae } = subject;
  for await (const batch of harvest(reader, rows, { rowsPerBatch, outlierNorm }))
    parts.push(encoderInput(sae.form, batch.activations));
  const sample = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    sample.set(part, at);
    at += part.length;
  }
  return sample;
}
