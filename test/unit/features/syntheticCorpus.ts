/** A corpus with planted features: feature m is active on token id m alone, with a z that the test chooses. */
import type { SparseCodes } from '../../../native-worker/compute/backend.ts';
import type { TokenRow } from '../../../native-worker/corpus/tokenRow.ts';
import type { IndexOptions } from '../../../native-worker/features/build/indexOptions.ts';
import type { EncodedRows } from '../../../native-worker/features/indexBuilder.ts';

export const BOS = 999;

export interface SyntheticCorpus {
  rows: TokenRow[];
  texts: string[];
}

/** Documents of words; word `w7` is token 7 and the space before a word belongs to its token. Rows start with BOS. */
export function corpusOfWords(documents: number[][], contextSize = 64): SyntheticCorpus {
  const rows: TokenRow[] = [];
  const texts = documents.map((ids) => ids.map((id) => ` w${id}`).join(''));
  documents.forEach((ids, document) => {
    let at = 0;
    for (let i = 0; i < ids.length; i += contextSize - 1) {
      const part = ids.slice(i, i + contextSize - 1);
      const starts = [-1];
      const ends = [-1];
      for (const id of part) {
        starts.push(at);
        at += ` w${id}`.length;
        ends.push(at);
      }
      rows.push({
        document,
        split: 'train',
        tokens: Int32Array.from([BOS, ...part]),
        starts: Int32Array.from(starts),
        ends: Int32Array.from(ends),
      });
    }
  });
  return { rows, texts };
}

/** Codes of all rows but their first position, in batches of `rowsPerBatch`; `z` gives the active features of a token. */
export function encodeRows(
  corpus: SyntheticCorpus,
  z: (id: number, row: number, position: number) => [feature: number, value: number][],
  rowsPerBatch = 2,
): EncodedRows[] {
  const batches: EncodedRows[] = [];
  for (let start = 0; start < corpus.rows.length; start += rowsPerBatch) {
    const keys: number[] = [];
    const positions: number[] = [];
    const pointers = [0];
    const pairs: [number, number][] = [];
    corpus.rows.slice(start, start + rowsPerBatch).forEach((row, i) => {
      for (let position = 1; position < row.tokens.length; position++) {
        keys.push(start + i);
        positions.push(position);
        pairs.push(...z(row.tokens[position] ?? 0, start + i, position));
        pointers.push(pairs.length);
      }
    });
    const codes: SparseCodes = {
      rows: keys.length,
      rowPointers: Uint32Array.from(pointers),
      features: Uint32Array.from(pairs, ([feature]) => feature),
      values: Float32Array.from(pairs, ([, value]) => value),
    };
    batches.push({
      codes,
      rows: Uint32Array.from(keys),
      positions: Uint16Array.from(positions),
      tokenRow: (key) => {
        const row = corpus.rows[key];
        if (!row) throw new RangeError(`no row ${key}`);
        return row;
      },
    });
  }
  return batches;
}

export function optionsFor(
  corpus: SyntheticCorpus,
  dSae: number,
  overrides: Partial<IndexOptions> = {},
): IndexOptions {
  return {
    dSae,
    thresholds: new Float32Array(dSae),
    groupOf: new Uint32Array(dSae),
    targetFrequencies: [0.1],
    clusterOf: null,
    corpus: {
      source: (document) => `doc${document}.txt`,
      text: (document, start, end) => corpus.texts[document]?.slice(start, end) ?? null,
    },
    documents: corpus.texts.length,
    seed: 1,
    ...overrides,
  };
}
