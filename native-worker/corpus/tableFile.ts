/**
 * Rows of a JSONL, CSV or Parquet file as documents, read by DuckDB. Row numbers count from 1 in the file's own order, so
 * that `path#row` finds the same text again.
 */
import path from 'node:path';
import { DuckDBInstance, type DuckDBConnection, type DuckDBResult, type DuckDBValue } from '@duckdb/node-api';
import { firstBrokenLine } from './brokenLine.ts';
import { MissingColumnError, UnreadableCorpusError, reasonOf } from './corpusErrors.ts';

export interface TableBudget {
  threads: number;
  memoryMegabytes: number;
  /** Where DuckDB spills what does not fit. */
  temporaryFolder: string;
}

export interface TableRow {
  row: number;
  /** md5 of `seed:source#row`, hex: the place of this row in the shuffled corpus. */
  key: string;
  /** Null where the row has no text. */
  text: string | null;
}

/** A row or line up to this size is read. */
const LARGEST_ROW = 16 * 2 ** 20;
const FIRST_OBJECTS = 100;
/**
 * Rows of a large table come in slices of their keys, each sorted by itself: an early stop then sorts a 64th of the text, a
 * whole pass reads the file seven times.
 */
const SLICE_ENDS = ['04', '08', '10', '20', '40', '80', 'g'];
const LARGE_TABLE = 20_000;
const KINDS = new Set(['.jsonl', '.csv', '.parquet']);

export function isTableFile(file: string): boolean {
  return KINDS.has(path.extname(file).toLowerCase());
}

export class TableReader {
  private constructor(private readonly instance: DuckDBInstance) {}

  /** Extensions are neither installed nor loaded: DuckDB would reach for the network. */
  static async open(budget: TableBudget): Promise<TableReader> {
    const instance = await DuckDBInstance.create(':memory:', {
      threads: String(budget.threads),
      memory_limit: `${budget.memoryMegabytes}MB`,
      temp_directory: budget.temporaryFolder,
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
    });
    return new TableReader(instance);
  }

  /**
   * All rows in order of their keys.
   * @throws MissingColumnError, UnreadableCorpusError
   */
  async *rows(file: string, column: string, seed: number, signal?: AbortSignal): AsyncGenerator<TableRow> {
    const connection = await this.instance.connect();
    const interrupt = (): void => {
      connection.interrupt();
    };
    signal?.addEventListener('abort', interrupt);
    try {
      const source = await this.source(connection, file, column);
      const keyed = `SELECT row, md5($prefix || row::VARCHAR) AS key, text FROM (${source})`;
      const ends = (await countRows(connection, file)) > LARGE_TABLE ? SLICE_ENDS : SLICE_ENDS.slice(-1);
      for (const [slice, end] of ends.entries()) {
        const range = { prefix: `${seed}:${file}#`, start: ends[slice - 1] ?? '', end };
        const sql = `SELECT * FROM (${keyed}) WHERE key >= $start AND key < $end ORDER BY key`;
        yield* readRows(await connection.stream(sql, range));
      }
    } catch (error) {
      signal?.throwIfAborted();
      throw await asCorpusError(file, error);
    } finally {
      signal?.removeEventListener('abort', interrupt);
      connection.closeSync();
    }
  }

  /** @throws UnreadableCorpusError */
  async count(file: string): Promise<number> {
    const connection = await this.instance.connect();
    try {
      return await countRows(connection, file);
    } catch (error) {
      throw await asCorpusError(file, error);
    } finally {
      connection.closeSync();
    }
  }

  /** The text of one row; null where it has none or there is no such row. */
  async text(file: string, column: string, row: number): Promise<string | null> {
    const connection = await this.instance.connect();
    try {
      const source = await this.source(connection, file, column);
      const result = await connection.runAndReadAll(`SELECT text FROM (${source}) WHERE row = $row LIMIT 1`, {
        row,
      });
      return textOf(result.getRows()[0]?.[0]);
    } catch (error) {
      throw await asCorpusError(file, error);
    } finally {
      connection.closeSync();
    }
  }

  dispose(): void {
    this.instance.closeSync();
  }

  /** SQL of the file's rows as (row, text). */
  private async source(connection: DuckDBConnection, file: string, column: string): Promise<string> {
    const from = tableFunction(file);
    const columns = await columnNames(connection, file, from);
    if (!columns.includes(column)) throw new MissingColumnError(file, column, columns);
    const text = isJsonl(file)
      ? `json_extract_string(json, ${literal(`$."${column.replaceAll('"', '\\"')}"`)})`
      : `"${column.replaceAll('"', '""')}"::VARCHAR`;
    return `SELECT row_number() OVER () AS row, ${text} AS text FROM ${from}`;
  }
}

async function* readRows(result: DuckDBResult): AsyncGenerator<TableRow> {
  for await (const rows of result.yieldRows())
    for (const [row, key, text] of rows) yield { row: Number(row), key: String(key), text: textOf(text) };
}

function textOf(value: DuckDBValue | undefined): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function isJsonl(file: string): boolean {
  return path.extname(file).toLowerCase() === '.jsonl';
}

/** The file named itself, not as a glob: brackets make a class of one character. */
function tableFunction(file: string): string {
  const name = literal(file.replace(/[*?[]/g, '[$&]'));
  switch (path.extname(file).toLowerCase()) {
    case '.jsonl':
      return `read_json_objects(${name}, format = 'newline_delimited', maximum_object_size = ${LARGEST_ROW})`;
    case '.csv':
      return `read_csv(${name}, header = true, all_varchar = true, max_line_size = ${LARGEST_ROW}, buffer_size = ${2 * LARGEST_ROW})`;
    default:
      return `read_parquet(${name})`;
  }
}

async function countRows(connection: DuckDBConnection, file: string): Promise<number> {
  const result = await connection.runAndReadAll(`SELECT count(*) FROM ${tableFunction(file)}`);
  return Number(result.getRows()[0]?.[0]);
}

/** Column names; for JSONL the keys of its first 100 objects. */
async function columnNames(connection: DuckDBConnection, file: string, from: string): Promise<string[]> {
  const sql = isJsonl(file)
    ? `SELECT DISTINCT unnest(json_keys(json)) AS name FROM (SELECT json FROM ${from} LIMIT ${FIRST_OBJECTS}) ORDER BY name`
    : `SELECT column_name FROM (DESCRIBE SELECT * FROM ${from})`;
  const result = await connection.runAndReadAll(sql);
  return result.getRows().map(([name]) => String(name));
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

async function asCorpusError(file: string, error: unknown): Promise<Error> {
  if (error instanceof MissingColumnError) return error;
  const reason = reasonOf(error);
  const broken = isJsonl(file) && /malformed json/iu.test(reason) ? await firstBrokenLine(file) : null;
  const detail = broken === null ? reason : `malformed JSON in line ${broken.line} (${broken.reason})`;
  return new UnreadableCorpusError(file, detail, { cause: error });
}
