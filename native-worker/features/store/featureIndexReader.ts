/** Reads one index of a run: the feature table at once, examples of a feature when asked, corpus rows once and then from memory. */
import { join } from 'node:path';
import type { DuckDBValue } from '@duckdb/node-api';
import type { FeaturePurity, Histogram } from '../../../protocol/feature.ts';
import type { LogitEffects } from '../../../protocol/logitEffects.ts';
import { toHistogram } from '../build/activationHistograms.ts';
import { CorruptIndexError, UnknownFeatureError } from '../errors.ts';
import type { IndexExample } from '../featureIndex.ts';
import { FeatureTable } from '../featureTable.ts';
import type { SourceRow } from '../sourceRow.ts';
import { quoted, type Columns, type Database } from './database.ts';
import { newestIndex, type IndexPlace } from './indexFolder.ts';
import { readManifest, type IndexManifest } from './indexManifest.ts';
import { EXAMPLE_KINDS, type IndexTable } from './indexTables.ts';
import { readLogits, type LogitTable } from './logitTables.ts';
import { unpackInt32, unpackRanges, unpackUint16, unpackUint32 } from './packing.ts';

export class FeatureIndexReader {
  readonly place: IndexPlace;
  readonly manifest: IndexManifest;
  readonly table: FeatureTable;
  private readonly database: Database;
  private rowsRead: Promise<ReadonlyMap<number, SourceRow>> | null = null;

  private constructor(place: IndexPlace, manifest: IndexManifest, table: FeatureTable, database: Database) {
    this.place = place;
    this.manifest = manifest;
    this.table = table;
    this.database = database;
  }

  /**
   * Opens the newest complete index of a run; null where there is none yet.
   * @throws CorruptIndexError naming the file when a complete index cannot be read
   */
  static async open(runFolder: string, database: Database): Promise<FeatureIndexReader | null> {
    const place = await newestIndex(runFolder);
    return place && FeatureIndexReader.openAt(place, database);
  }

  static async openAt(place: IndexPlace, database: Database): Promise<FeatureIndexReader> {
    const manifest = await readManifest(place.folder);
    const table = await query(
      database,
      place,
      'features',
      `select * exclude (histogramCounts) from $file`,
      readTable,
    );
    expectCount(place, 'features', manifest.dSae, table.size);
    for (const name of ['examples', 'rows'] as const) {
      const counted = await query(
        database,
        place,
        name,
        'select count(*)::integer as n from $file',
        ({ n }) => Number(n?.[0]),
      );
      expectCount(place, name, manifest[name], counted);
    }
    return new FeatureIndexReader(place, manifest, table, database);
  }

  /** @throws UnknownFeatureError */
  async histogram(feature: number): Promise<Histogram> {
    this.check(feature);
    const sql = `select histogramFloor, histogramWidth, histogramCounts from $file where feature = ${feature}`;
    return query(this.database, this.place, 'features', sql, (columns) =>
      toHistogram(
        Number(columns['histogramFloor']?.[0]),
        Number(columns['histogramWidth']?.[0]),
        unpackUint32(columns['histogramCounts']?.[0] ?? null),
        this.table.columns.maxActivation[feature] ?? 0,
      ),
    );
  }

  /** @throws UnknownFeatureError */
  async examples(feature: number): Promise<{ example: IndexExample; row: SourceRow }[]> {
    this.check(feature);
    const sql = `select * from $file where feature = ${feature}`;
    const examples = await query(this.database, this.place, 'examples', sql, readExamples);
    const rows = await this.rows();
    return examples.map((example) => {
      const row = rows.get(example.row);
      if (!row) throw new CorruptIndexError(fileOf(this.place, 'rows'), `has no row ${example.row}`);
      return { example, row };
    });
  }

  /** Features whose strongest example stands on this token, strongest first. */
  async peakingOn(token: number): Promise<number[]> {
    const sql = `select feature from $file where token = ${Math.trunc(token)} order by maxActivation desc, feature`;
    return query(this.database, this.place, 'tokenIndex', sql, ({ feature }) => (feature ?? []).map(Number));
  }

  /** Its direct logit effects. @throws UnknownFeatureError */
  async logitEffects(feature: number): Promise<LogitEffects> {
    this.check(feature);
    const { logitEffects } = this.manifest;
    if (logitEffects?.kind !== 'effects') return logitEffects ?? { kind: 'notIndexed' };
    const rows = (table: LogitTable): Promise<Columns> =>
      query(
        this.database,
        this.place,
        table,
        `select * exclude (feature) from $file where feature = ${feature}`,
        (columns) => columns,
      );
    const [tokens, histogram] = await Promise.all([rows('logits'), rows('logitHistograms')]);
    try {
      return readLogits(tokens, histogram, logitEffects);
    } catch (cause) {
      throw new CorruptIndexError(fileOf(this.place, 'logitHistograms'), `lacks feature ${feature}`, {
        cause,
      });
    }
  }

  private rows(): Promise<ReadonlyMap<number, SourceRow>> {
    this.rowsRead ??= query(this.database, this.place, 'rows', 'select * from $file', readRows);
    return this.rowsRead;
  }

  private check(feature: number): void {
    if (!Number.isInteger(feature) || feature < 0 || feature >= this.table.size) {
      throw new UnknownFeatureError(feature, this.table.size);
    }
  }
}

function fileOf(place: IndexPlace, table: IndexTable | LogitTable): string {
  return join(place.folder, `${table}.parquet`);
}

/** Runs a query on one file of the index (`$file`) and reads its columns; whatever fails there names the file. */
async function query<T>(
  database: Database,
  place: IndexPlace,
  table: IndexTable | LogitTable,
  sql: string,
  read: (columns: Columns) => T,
): Promise<T> {
  const file = fileOf(place, table);
  try {
    return read(await database.columns(sql.replace('$file', () => `read_parquet(${quoted(file)})`)));
  } catch (cause) {
    throw new CorruptIndexError(
      file,
      `cannot be read (${cause instanceof Error ? cause.message : String(cause)})`,
      { cause },
    );
  }
}

function expectCount(place: IndexPlace, table: IndexTable, expected: number, got: number): void {
  if (got !== expected)
    throw new CorruptIndexError(fileOf(place, table), `holds ${got} rows where ${expected} were written`);
}

const numbers = (values: DuckDBValue[] | undefined): number[] => (values ?? []).map(Number);

function readTable(columns: Columns): FeatureTable {
  const texts = (name: string, i: number): string => {
    const value = columns[name]?.[i];
    return typeof value === 'string' ? value : '';
  };
  return new FeatureTable({
    group: Uint32Array.from(numbers(columns['group'])),
    targetFrequency: Float64Array.from(numbers(columns['targetFrequency'])),
    density: Float64Array.from(numbers(columns['density'])),
    maxActivation: Float32Array.from(numbers(columns['maxActivation'])),
    meanActivation: Float64Array.from(numbers(columns['meanActivation'])),
    threshold: Float32Array.from(numbers(columns['threshold'])),
    clusterSize: Uint32Array.from(numbers(columns['clusterSize'])),
    topToken: Int32Array.from(columns['topToken'] ?? [], (token) => (token === null ? -1 : Number(token))),
    topTokens: (columns['topToken'] ?? []).map((token, i) =>
      token === null ? [] : [texts('topTextBefore', i), texts('topText', i), texts('topTextAfter', i)],
    ),
    purities: readPurities(columns),
  });
}

/** Null for an index that was made before this was measured. */
function readPurities(columns: Columns): (FeaturePurity | null)[] | null {
  const rules = columns['rule'];
  if (rules === undefined) return null;
  return rules.map((rule, i) =>
    typeof rule === 'string'
      ? {
          rule,
          purity: Number(columns['purity']?.[i]),
          lowestQuarter: Number(columns['lowestQuarter']?.[i]),
          monosemantic: columns['monosemantic']?.[i] === true,
          contextual: columns['contextual']?.[i] === true,
        }
      : null,
  );
}

function readExamples(columns: Columns): IndexExample[] {
  return (columns['kind'] ?? []).map((kind, i) => {
    const known = EXAMPLE_KINDS[Number(kind)];
    if (!known) throw new RangeError(`kind ${String(kind)} is not known`);
    const band = columns['band']?.[i] ?? null;
    return {
      kind: known,
      band: band === null ? null : Number(band),
      row: Number(columns['row']?.[i]),
      position: Number(columns['position']?.[i]),
      first: Number(columns['firstPosition']?.[i]),
      value: Number(columns['value']?.[i]),
      window: unpackUint16(columns['activations']?.[i] ?? null),
    };
  });
}

function readRows(columns: Columns): ReadonlyMap<number, SourceRow> {
  const rows = new Map<number, SourceRow>();
  (columns['row'] ?? []).forEach((number, i) => {
    const text = columns['text']?.[i] ?? null;
    const source = columns['source']?.[i];
    const textStart = Number(columns['textStart']?.[i]);
    const unpacked = (name: string) => unpackInt32(columns[name]?.[i] ?? null);
    rows.set(Number(number), {
      document: Number(columns['document']?.[i]),
      source: typeof source === 'string' ? source : '',
      tokens: unpacked('tokens'),
      ...unpackRanges(unpacked('gaps'), unpacked('lengths'), textStart),
      textStart,
      text: typeof text === 'string' ? text : null,
    });
  });
  return rows;
}
