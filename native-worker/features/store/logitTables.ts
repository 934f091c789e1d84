/** The Parquet files of the direct logit effects, which older indexes lack: written with an index, or added to one. */
import { join } from 'node:path';
import { setImmediate as yieldToEvents } from 'node:timers/promises';
import type { LogitEffects } from '../../../protocol/logitEffects.ts';
import type { LogitIndex } from '../build/logitIndex.ts';
import { LOGIT_BINS, type LogitSummaries } from '../build/logitSummary.ts';
import { logitHistogram } from '../build/shownLogits.ts';
import { quoted, type Columns, type Database } from './database.ts';
import type { IndexManifest } from './indexManifest.ts';
import { packed, unpackUint32 } from './packing.ts';

export const LOGIT_TABLES = {
  /**
   * Twenty rows a feature, in order of `feature`: the tokens that it raises most, `rank` 1 to 10, then those that it lowers most, -1 to -10.
   * `effect` is the direct logit effect of protocol/logitEffects.ts.
   */
  logits: 'feature uinteger, "rank" tinyint, token uinteger, text varchar, effect float',
  /** One row a feature: its effects over the vocabulary. `counts`: uint32 a bin of equal `width` from `floor`. */
  logitHistograms: 'feature uinteger, "floor" double, width double, counts blob',
} as const;

export type LogitTable = keyof typeof LOGIT_TABLES;

/** A thousand features of tokens. */
const ROW_GROUP_SIZE = 20_480;
/** Features appended between two turns of the event loop. */
const FEATURES_A_TURN = 256;

export interface WriteLogitsOptions {
  tokenText: (id: number) => string;
  signal?: AbortSignal;
}

/** @returns what index.json says of them */
export async function writeLogits(
  database: Database,
  index: LogitIndex,
  folder: string,
  options: WriteLogitsOptions,
): Promise<NonNullable<IndexManifest['logitEffects']>> {
  if (index.kind === 'none') return index;
  const { summaries, perNorm } = index;
  for (const [table, columns] of Object.entries(LOGIT_TABLES))
    await database.run(`create table ${table} (${columns})`);
  await appendTokens(database, summaries, options);
  await appendHistograms(database, summaries);
  for (const table of Object.keys(LOGIT_TABLES)) {
    const file = quoted(join(folder, `${table}.parquet`));
    const format = `format parquet, compression zstd, row_group_size ${ROW_GROUP_SIZE}`;
    await database.run(`copy (select * from ${table}) to ${file} (${format})`);
    await database.run(`drop table ${table}`);
  }
  return { kind: 'effects', perNorm, vocabularySize: summaries.vocabularySize };
}

async function appendTokens(
  database: Database,
  { dSae, kept, tokens, values }: LogitSummaries,
  { tokenText, signal }: WriteLogitsOptions,
): Promise<void> {
  const appender = await database.appender('logits');
  for (let row = 0; row < dSae * 2 * kept; row++) {
    const place = row % (2 * kept);
    const token = tokens[row] ?? 0;
    appender.appendUInteger(Math.floor(row / (2 * kept)));
    appender.appendTinyInt(place < kept ? place + 1 : kept - place - 1);
    appender.appendUInteger(token);
    appender.appendVarchar(tokenText(token));
    appender.appendFloat(values[row] ?? 0);
    appender.endRow();
    if (row % (2 * kept * FEATURES_A_TURN) === 0) await yieldToEvents(undefined, signal ? { signal } : {});
  }
  appender.closeSync();
}

async function appendHistograms(database: Database, summaries: LogitSummaries): Promise<void> {
  const appender = await database.appender('logitHistograms');
  for (let feature = 0; feature < summaries.dSae; feature++) {
    appender.appendUInteger(feature);
    appender.appendDouble(summaries.floors[feature] ?? 0);
    appender.appendDouble(summaries.widths[feature] ?? 0);
    appender.appendBlob(packed(summaries.counts.subarray(feature * LOGIT_BINS, (feature + 1) * LOGIT_BINS)));
    appender.endRow();
  }
  appender.closeSync();
}

/** One feature's effects, from its rows of both files. @throws RangeError for files that hold no such rows */
export function readLogits(
  logits: Columns,
  histograms: Columns,
  { vocabularySize, perNorm }: { vocabularySize: number; perNorm: boolean },
): Extract<LogitEffects, { kind: 'effects' }> {
  const rows = (logits['rank'] ?? []).map((rank, i) => ({
    rank: Number(rank),
    token: Number(logits['token']?.[i]),
    text: textOf(logits['text']?.[i]),
    effect: Number(logits['effect']?.[i]),
  }));
  const counts = unpackUint32(histograms['counts']?.[0] ?? null);
  const floor = Number(histograms['floor']?.[0]);
  const width = Number(histograms['width']?.[0]);
  const byRank = (sign: 1 | -1) =>
    rows
      .filter(({ rank }) => rank * sign > 0)
      .sort((a, b) => sign * (a.rank - b.rank))
      .map(({ token, text, effect }) => ({ token, text, effect }));
  return {
    kind: 'effects',
    raised: byRank(1),
    lowered: byRank(-1),
    histogram: logitHistogram(floor, width, counts),
    vocabularySize,
    perNorm,
  };
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
