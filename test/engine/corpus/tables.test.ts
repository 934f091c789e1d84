/** JSONL, CSV and Parquet as corpora, read by DuckDB. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MissingColumnError, UnreadableCorpusError } from '../../../native-worker/corpus/corpusErrors.ts';
import { openCorpus, type Corpus } from '../../../native-worker/corpus/openCorpus.ts';

const TEXTS = ['first, "quoted"', 'two\nlines', '\u65e5\u672c\u8a9e \u{1F600} \u2028', "it's ''"];
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tables'[1]-"));
  const objects = TEXTS.map((text, i) => JSON.stringify({ id: i, 'the "text"': text, text, number: i }));
  await writeFile(at('rows.jsonl'), `${objects.join('\n')}\n{"id":9}\n`);
  const cell = (text: string): string => `"${text.replaceAll('"', '""')}"`;
  await writeFile(
    at('rows.csv'),
    ['id,text', ...TEXTS.map((text, i) => `${i},${cell(text)}`), '9,'].join('\r\n'),
  );
  await writeFile(at('broken.jsonl'), '{"text": "fine"}\n{"text": \n');
  await writeParquet();
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

const at = (name: string): string => path.join(folder, name);

/** 50,000 rows, to have more than one batch and row group. */
async function writeParquet(): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const file = at('rows.parquet').replaceAll("'", "''");
  await connection.run(
    `COPY (SELECT i AS id, 'row number ' || i AS text FROM range(1, 50001) t(i)) TO '${file}' (FORMAT parquet, ROW_GROUP_SIZE 4096)`,
  );
  connection.closeSync();
  instance.closeSync();
}

const open = (file: string, textColumn?: string): Promise<Corpus> =>
  openCorpus(
    { kind: 'files', paths: [at(file)], ...(textColumn === undefined ? {} : { textColumn }) },
    { starterFolder: folder },
  );

async function texts(corpus: Corpus, seed = 1): Promise<[string, string][]> {
  const found: [string, string][] = [];
  for await (const { source, text } of corpus.documents(seed)) found.push([source, text]);
  return found;
}

describe.each(['rows.jsonl', 'rows.csv'])('%s', (file) => {
  test('gives one document a row, named by its number, and counts rows without text', async () => {
    const corpus = await open(file);
    const found = await texts(corpus);
    expect(found.sort()).toEqual(TEXTS.map((text, i) => [`${at(file)}#${i + 1}`, text]));
    expect(corpus.skipped).toEqual([{ path: at(file), reason: '1 rows without text' }]);
    corpus.dispose();
  });

  test('gives a row again by its name', async () => {
    const corpus = await open(file);
    expect(await corpus.readDocument(`${at(file)}#3`)).toBe(TEXTS[2]);
    await expect(corpus.readDocument(`${at(file)}#77`)).rejects.toThrow(UnreadableCorpusError);
    corpus.dispose();
  });

  test('without the column is an error that lists the columns there are', async () => {
    const corpus = await open(file, 'content');
    await expect(texts(corpus)).rejects.toThrow(MissingColumnError);
    await expect(texts(corpus)).rejects.toThrow(/no column "content".*"id".*"text"/);
    corpus.dispose();
  });
});

test('a column name with quotes is read', async () => {
  const corpus = await open('rows.jsonl', 'the "text"');
  expect((await texts(corpus)).map(([, text]) => text).sort()).toEqual([...TEXTS].sort());
  corpus.dispose();
});

test('a Parquet file gives its rows by their place in the file, in an order of the seed alone', async () => {
  const corpus = await open('rows.parquet');
  const found = await texts(corpus);
  expect(found).toHaveLength(50_000);
  expect(await corpus.countDocuments()).toBe(50_000);
  expect(new Set(found.map(([name]) => name)).size).toBe(50_000);
  for (const [source, text] of found.slice(0, 500))
    expect(text).toBe(`row number ${source.split('#').at(-1) ?? ''}`);
  expect(await texts(corpus)).toEqual(found);
  expect((await texts(corpus, 2))[0]).not.toEqual(found[0]);
  const [source, text] = found[12_345] ?? ['', ''];
  expect(await corpus.readDocument(source)).toBe(text);
  corpus.dispose();
});

test('tables and text files together come in one shuffled order', async () => {
  await Promise.all(Array.from({ length: 4 }, (_, i) => writeFile(at(`${i}.txt`), `text file ${i}`)));
  const paths = ['rows.csv', 'rows.jsonl', '0.txt', '1.txt', '2.txt', '3.txt'].map(at);
  const corpus = await openCorpus({ kind: 'files', paths }, { starterFolder: folder });
  expect(await corpus.countDocuments()).toBe(14);
  const kinds = (await texts(corpus, 5)).map(([source]) => path.extname(source.replace(/#\d+$/, '')));
  expect([...kinds].sort()).toEqual([
    '.csv',
    '.csv',
    '.csv',
    '.csv',
    '.jsonl',
    '.jsonl',
    '.jsonl',
    '.jsonl',
    '.txt',
    '.txt',
    '.txt',
    '.txt',
  ]);
  expect(kinds).not.toEqual([...kinds].sort());
  corpus.dispose();
});

test.each(['broken.jsonl', 'none.parquet'])('%s is an error that names the file', async (file) => {
  const corpus = await open(file);
  await expect(texts(corpus)).rejects.toThrow(UnreadableCorpusError);
  await expect(texts(corpus)).rejects.toThrow(file);
  corpus.dispose();
});

test('an early stop closes the tables', async () => {
  const corpus = await open('rows.parquet');
  for await (const { text } of corpus.documents(1)) {
    expect(text).toMatch(/^row number/);
    break;
  }
  corpus.dispose();
});
