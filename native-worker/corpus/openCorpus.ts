/**
 * The documents of a corpus: files of a folder, named files, rows of tables. They come in an order that depends on the seed
 * and on their names only (md5 of both), so that a run can be repeated and an early stop takes a fair sample.
 */
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { CorpusSpec } from '../../protocol/corpus.ts';
import { BadCorpusError, EmptyCorpusError, UnreadableCorpusError } from './corpusErrors.ts';
import type { SkippedFile } from './skippedFiles.ts';
import { isTableFile, TableReader, type TableBudget } from './tableFile.ts';
import { readTextFile } from './textFile.ts';
import { DEFAULT_EXCLUDES, walkFolder } from './walkFolder.ts';

export interface CorpusOptions {
  /** Folder of the corpus that ships with Monosema; read for `{ kind: 'starter' }`. */
  starterFolder: string;
  /** Larger files of a folder are left out and reported. Default 1 MiB. Files named one by one may be 256 MiB. */
  maxFileBytes?: number;
  /** DuckDB's share of the machine, for table files. Default 2 threads, 1,024 MB. */
  tables?: TableBudget;
  signal?: AbortSignal;
}

export interface SourceDocument {
  /** As in CorpusDocument.source. */
  source: string;
  text: string;
}

export interface Corpus {
  /** Files found, tables among them. */
  readonly files: number;
  /** What was left out so far, sorted walk first. */
  readonly skipped: readonly SkippedFile[];
  /** Every document that can be read, in the order of the seed. @throws BadCorpusError, or the signal's reason */
  documents(seed: number, signal?: AbortSignal): AsyncGenerator<SourceDocument>;
  /** Documents there are at most: text files and rows of tables. */
  countDocuments(): Promise<number>;
  /** The whole text of a document again. @throws UnreadableCorpusError when it is gone */
  readDocument(source: string): Promise<string>;
  dispose(): void;
}

const DEFAULT_MAX_BYTES = 2 ** 20;
const MAX_NAMED_BYTES = 256 * 2 ** 20;
/** Notices that travel with the starter corpus. */
const STARTER_NOTICES = ['./ATTRIBUTION.md', './LICENSES.txt', './README.md'];

/** @throws UnreadableCorpusError, EmptyCorpusError */
export async function openCorpus(spec: CorpusSpec, options: CorpusOptions): Promise<Corpus> {
  const { signal } = options;
  const rules = { maxBytes: options.maxFileBytes ?? DEFAULT_MAX_BYTES, skipMinified: true };
  const base = { tables: options.tables, textColumn: 'text', skipped: [] };
  switch (spec.kind) {
    case 'starter': {
      const root = path.resolve(options.starterFolder);
      const walked = await walkFolder(root, { include: [], exclude: STARTER_NOTICES }, signal);
      return new CorpusFiles({
        ...base,
        root,
        ...walked,
        rules: { ...rules, skipMinified: false },
        named: false,
      });
    }
    case 'folder': {
      const root = path.resolve(spec.path);
      const globs = { include: spec.include ?? [], exclude: [...DEFAULT_EXCLUDES, ...(spec.exclude ?? [])] };
      const walked = await walkFolder(root, globs, signal);
      if (walked.files.length === 0)
        throw new EmptyCorpusError(
          `${root} has no files that match. Change the globs (include, exclude) or the folder.`,
        );
      return new CorpusFiles({ ...base, root, ...walked, rules, named: false });
    }
    case 'files': {
      const files = [...new Set(spec.paths.map((file) => path.resolve(file)))].sort();
      return new CorpusFiles({
        ...base,
        root: null,
        files,
        rules: { maxBytes: MAX_NAMED_BYTES, skipMinified: false },
        named: true,
        textColumn: spec.textColumn ?? 'text',
      });
    }
    default:
      return spec satisfies never;
  }
}

interface CorpusFilesOptions {
  /** Sources are relative to it; null where they are absolute. */
  root: string | null;
  files: string[];
  skipped: SkippedFile[];
  rules: { maxBytes: number; skipMinified: boolean };
  /** The user named each file: tables are read by rows, and a file that cannot be read is an error. */
  named: boolean;
  textColumn: string;
  tables: TableBudget | undefined;
}

interface Keyed {
  key: string;
  source: string;
  read: () => Promise<string | null>;
}

class CorpusFiles implements Corpus {
  readonly files: number;
  private skippedNow: SkippedFile[];
  private tableReader: Promise<TableReader> | null = null;

  constructor(private readonly options: CorpusFilesOptions) {
    this.files = options.files.length;
    this.skippedNow = [...options.skipped];
  }

  get skipped(): readonly SkippedFile[] {
    return this.skippedNow;
  }

  async *documents(seed: number, signal?: AbortSignal): AsyncGenerator<SourceDocument> {
    this.skippedNow = [...this.options.skipped];
    const tables = this.options.files.filter((file) => this.isTable(file));
    const streams = [this.textFiles(seed), ...tables.map((file) => this.tableRows(file, seed, signal))];
    for await (const { source, read } of mergeByKey(streams)) {
      signal?.throwIfAborted();
      const text = await read();
      if (text !== null) yield { source, text };
    }
  }

  async countDocuments(): Promise<number> {
    const tables = this.options.files.filter((file) => this.isTable(file));
    let count = this.files - tables.length;
    for (const table of tables) count += await (await this.reader()).count(table);
    return count;
  }

  async readDocument(source: string): Promise<string> {
    const row = /^(.*)#(\d+)$/s.exec(source);
    const [, table, number] = row ?? [];
    const text =
      table !== undefined && this.isTable(table)
        ? await (await this.reader()).text(table, this.options.textColumn, Number(number))
        : await this.readNamed(source);
    if (text === null) throw new UnreadableCorpusError(source, 'it has no text any more');
    return text;
  }

  dispose(): void {
    // A reader that could not be opened has already said so to who asked for it.
    this.tableReader?.then(
      (reader) => {
        reader.dispose();
      },
      () => undefined,
    );
    this.tableReader = null;
  }

  private isTable(file: string): boolean {
    return this.options.named && isTableFile(file);
  }

  private reader(): Promise<TableReader> {
    this.tableReader ??= TableReader.open(
      this.options.tables ?? {
        threads: 2,
        memoryMegabytes: 1024,
        temporaryFolder: path.join(tmpdir(), `monosema-tables-${process.pid}`),
      },
    );
    return this.tableReader;
  }

  private async *textFiles(seed: number): AsyncGenerator<Keyed> {
    const sources = this.options.files.filter((file) => !this.isTable(file));
    const keyed = sources.map((source) => ({ source, key: md5(`${seed}:${source}`) }));
    keyed.sort((a, b) => (a.key < b.key ? -1 : 1));
    for (const { source, key } of keyed)
      yield await Promise.resolve({ key, source, read: () => this.readText(source) });
  }

  private async *tableRows(
    file: string,
    seed: number,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<Keyed> {
    const reader = await this.reader();
    let withoutText = 0;
    for await (const { row, key, text } of reader.rows(file, this.options.textColumn, seed, signal)) {
      if (text === null) withoutText++;
      else yield { key, source: `${file}#${row}`, read: () => Promise.resolve(text) };
    }
    if (withoutText > 0) this.skippedNow.push({ path: file, reason: `${withoutText} rows without text` });
  }

  /** Null, and reported, where the file is left out. */
  private async readText(source: string): Promise<string | null> {
    const file = this.absolute(source);
    const result = await readTextFile(file, this.options.rules);
    if ('text' in result) return result.text;
    if (this.options.named) throw new UnreadableCorpusError(file, result.skipped);
    this.skippedNow.push({ path: source, reason: result.skipped });
    return null;
  }

  private async readNamed(source: string): Promise<string> {
    if (!this.options.files.includes(source))
      throw new BadCorpusError(
        `${source} is not a document of this corpus. Open the corpus that it came from.`,
      );
    const result = await readTextFile(this.absolute(source), this.options.rules);
    if ('text' in result) return result.text;
    throw new UnreadableCorpusError(source, result.skipped);
  }

  private absolute(source: string): string {
    return this.options.root === null ? source : path.join(this.options.root, source);
  }
}

/** Joins streams that are each in order of their keys. */
async function* mergeByKey(streams: AsyncGenerator<Keyed>[]): AsyncGenerator<Keyed> {
  const heads: { stream: AsyncGenerator<Keyed>; value: Keyed }[] = [];
  try {
    for (const stream of streams) {
      const head = await stream.next();
      if (head.done !== true) heads.push({ stream, value: head.value });
    }
    for (let least = leastHead(heads); least !== undefined; least = leastHead(heads)) {
      yield least.value;
      const next = await least.stream.next();
      if (next.done === true) heads.splice(heads.indexOf(least), 1);
      else least.value = next.value;
    }
  } finally {
    for (const stream of streams) await stream.return(undefined);
  }
}

function leastHead<T extends { value: Keyed }>(heads: readonly T[]): T | undefined {
  let least = heads[0];
  for (const head of heads) if (least !== undefined && head.value.key < least.value.key) least = head;
  return least;
}

function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}
