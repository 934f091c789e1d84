/** Writes an index as Parquet under a temporary name, then renames it: a reader never sees half an index. */
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as yieldToEvents } from 'node:timers/promises';
import type { DuckDBAppender } from '@duckdb/node-api';
import type { FeaturePurity } from '../../../protocol/feature.ts';
import type { LogitIndex } from '../build/logitIndex.ts';
import { IndexWriteError } from '../errors.ts';
import type { FeatureIndex, FeatureScalars, IndexExample } from '../featureIndex.ts';
import type { SourceRow } from '../sourceRow.ts';
import { Database, quoted, type DatabaseBudget } from './database.ts';
import { publishIndex, removeOldIndexes, temporaryIndexFolder } from './indexFolder.ts';
import { INDEX_FORMAT, MANIFEST_FILE, type IndexManifest } from './indexManifest.ts';
import { EXAMPLE_KINDS, INDEX_TABLES, ROW_GROUP_SIZE, type IndexTable } from './indexTables.ts';
import { writeLogits } from './logitTables.ts';
import { packed, packRanges } from './packing.ts';
import { topTextOf, type TopText } from './topText.ts';

export interface WriteIndexOptions {
  runFolder: string;
  /** Training step of the checkpoint that was indexed. */
  step: number;
  corpusHash: string | null;
  /** A token's own text, for tokens that stand nowhere in the source. */
  tokenText: (id: number) => string;
  budget: Omit<DatabaseBudget, 'temporaryFolder'>;
  /** What each feature fires on, shape [dSae]; null for features that are active too seldom, left out where it was not measured. */
  purities?: readonly (FeaturePurity | null)[];
  /** Left out where they were not measured. */
  logits?: LogitIndex;
  /** Called now and then with the share of features written. */
  onProgress?: (fraction: number) => void;
  signal?: AbortSignal;
}

/** Features appended between two turns of the event loop (about 10 ms), so that heartbeats and cancels get through. */
const FEATURES_A_TURN = 64;

/**
 * @returns the folder of the published index
 * @throws IndexWriteError when the disk is full or not writable; nothing is left behind
 */
export async function writeFeatureIndex(index: FeatureIndex, options: WriteIndexOptions): Promise<string> {
  const { runFolder, step } = options;
  const temporary = await temporaryIndexFolder(runFolder, step);
  try {
    const database = await Database.open({ ...options.budget, temporaryFolder: join(temporary, 'spill') });
    try {
      const manifest = await writeTables(database, index, options, temporary);
      await writeFile(join(temporary, MANIFEST_FILE), `${JSON.stringify(manifest, null, 1)}\n`);
    } finally {
      database.dispose();
    }
    await rm(join(temporary, 'spill'), { recursive: true, force: true });
    const folder = await publishIndex(temporary, runFolder, step);
    await removeOldIndexes(runFolder);
    return folder;
  } catch (cause) {
    await rm(temporary, { recursive: true, force: true });
    if (options.signal?.aborted) throw cause;
    throw new IndexWriteError(temporary, cause);
  }
}

async function writeTables(
  database: Database,
  index: FeatureIndex,
  options: WriteIndexOptions,
  folder: string,
): Promise<IndexManifest> {
  for (const [table, columns] of Object.entries(INDEX_TABLES))
    await database.run(`create table ${table} (${columns})`);
  const { examples, usedRows } = await appendFeatures(database, index, options);
  await copyOut(database, 'features', folder);
  await copyOut(database, 'examples', folder);
  await copyOut(database, 'tokenIndex', folder, 'order by token, maxActivation desc, feature');
  const tokenTexts = await appendRows(database, index.rows, usedRows, options.tokenText);
  await copyOut(database, 'rows', folder);
  const { logits } = options;
  return {
    format: INDEX_FORMAT,
    step: options.step,
    dSae: index.dSae,
    tokens: index.tokens,
    corpusHash: options.corpusHash,
    rows: usedRows.size,
    examples,
    topDistinctBy: index.topDistinctBy,
    tokenTexts,
    ...(logits === undefined ? {} : { logitEffects: await writeLogits(database, logits, folder, options) }),
  };
}

async function copyOut(database: Database, table: IndexTable, folder: string, order = ''): Promise<void> {
  const file = quoted(join(folder, `${table}.parquet`));
  const format = `format parquet, compression zstd, row_group_size ${ROW_GROUP_SIZE[table]}`;
  await database.run(`copy (select * from ${table} ${order}) to ${file} (${format})`);
  await database.run(`drop table ${table}`);
}

async function appendFeatures(
  database: Database,
  index: FeatureIndex,
  { tokenText, purities, onProgress, signal }: WriteIndexOptions,
): Promise<{ examples: number; usedRows: Set<number> }> {
  const features = await database.appender('features');
  const examples = await database.appender('examples');
  const tokenIndex = await database.appender('tokenIndex');
  const usedRows = new Set<number>();
  let written = 0;
  for (let feature = 0; feature < index.dSae; feature++) {
    const chosen = index.examples(feature);
    const scalars = index.scalars(feature);
    const top = topText(chosen[0], index.rows, tokenText);
    appendFeature(features, feature, scalars, top);
    appendPurity(features, purities?.[feature] ?? null);
    features.endRow();
    if (top) appendPeak(tokenIndex, feature, scalars.maxActivation, top);
    for (const example of chosen) appendExample(examples, feature, example);
    for (const { row } of chosen) usedRows.add(row);
    written += chosen.length;
    if (feature % FEATURES_A_TURN === 0) {
      onProgress?.(feature / index.dSae);
      await yieldToEvents(undefined, signal ? { signal } : {});
    }
  }
  for (const appender of [features, examples, tokenIndex]) appender.closeSync();
  return { examples: written, usedRows };
}

function topText(
  strongest: IndexExample | undefined,
  rows: readonly SourceRow[],
  tokenText: (id: number) => string,
): TopText | null {
  const row = strongest && rows[strongest.row];
  return row ? topTextOf(strongest, row, tokenText) : null;
}

function appendFeature(
  appender: DuckDBAppender,
  feature: number,
  scalars: FeatureScalars,
  top: TopText | null,
): void {
  appender.appendUInteger(feature);
  appender.appendUInteger(scalars.group);
  appender.appendDouble(scalars.targetFrequency);
  appender.appendUInteger(scalars.activeTokens);
  appender.appendDouble(scalars.density);
  appender.appendFloat(scalars.maxActivation);
  appender.appendDouble(scalars.meanActivation);
  appender.appendFloat(scalars.threshold);
  appender.appendUInteger(scalars.clusterSize);
  if (top) {
    appender.appendUInteger(top.token);
    appender.appendVarchar(top.before);
    appender.appendVarchar(top.text);
    appender.appendVarchar(top.after);
  } else {
    for (let i = 0; i < 4; i++) appender.appendNull();
  }
  appender.appendFloat(scalars.histogram.floor);
  appender.appendDouble(scalars.histogram.width);
  appender.appendBlob(packed(scalars.histogram.counts));
}

function appendPurity(appender: DuckDBAppender, purity: FeaturePurity | null): void {
  if (purity === null) {
    for (let i = 0; i < 5; i++) appender.appendNull();
    return;
  }
  appender.appendVarchar(purity.rule);
  appender.appendDouble(purity.purity);
  appender.appendDouble(purity.lowestQuarter);
  appender.appendBoolean(purity.monosemantic);
  appender.appendBoolean(purity.contextual);
}

function appendPeak(appender: DuckDBAppender, feature: number, maxActivation: number, top: TopText): void {
  appender.appendUInteger(top.token);
  appender.appendVarchar(top.text);
  appender.appendUInteger(feature);
  appender.appendFloat(maxActivation);
  appender.endRow();
}

function appendExample(appender: DuckDBAppender, feature: number, example: IndexExample): void {
  appender.appendUInteger(feature);
  appender.appendUTinyInt(EXAMPLE_KINDS.indexOf(example.kind));
  if (example.band === null) appender.appendNull();
  else appender.appendUTinyInt(example.band);
  appender.appendUInteger(example.row);
  appender.appendUSmallInt(example.position);
  appender.appendUSmallInt(example.first);
  appender.appendFloat(example.value);
  appender.appendBlob(packed(example.window));
  appender.endRow();
}

/** @returns texts of the tokens without a range, by id */
async function appendRows(
  database: Database,
  rows: readonly SourceRow[],
  used: ReadonlySet<number>,
  tokenText: (id: number) => string,
): Promise<Record<string, string>> {
  const appender = await database.appender('rows');
  const tokenTexts: Record<string, string> = {};
  for (const number of [...used].sort((a, b) => a - b)) {
    const row = rows[number];
    if (!row) continue;
    appendRow(appender, number, row);
    row.tokens.forEach((id, i) => {
      if (row.text === null || (row.starts[i] ?? -1) < 0) tokenTexts[id] = tokenText(id);
    });
  }
  appender.closeSync();
  return tokenTexts;
}

function appendRow(appender: DuckDBAppender, number: number, row: SourceRow): void {
  const { gaps, lengths } = packRanges(row.starts, row.ends, row.textStart);
  appender.appendUInteger(number);
  appender.appendUInteger(row.document);
  appender.appendVarchar(row.source);
  appender.appendUInteger(row.textStart);
  if (row.text === null) appender.appendNull();
  else appender.appendVarchar(row.text);
  appender.appendBlob(packed(row.tokens));
  appender.appendBlob(packed(gaps));
  appender.appendBlob(packed(lengths));
  appender.endRow();
}
