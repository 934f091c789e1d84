/** Folders and files as a corpus, with a small tokenizer. */
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CorpusSpec } from '../../../protocol/corpus.ts';
import {
  BadCorpusError,
  EmptyCorpusError,
  UnreadableCorpusError,
} from '../../../native-worker/corpus/corpusErrors.ts';
import { openCorpus, type Corpus } from '../../../native-worker/corpus/openCorpus.ts';
import { tokenRows, type TokenRowsOptions } from '../../../native-worker/corpus/tokenRows.ts';
import { openTokenizer } from '../../../native-worker/llm/tokenizer/openTokenizer.ts';

const tokenizer = await openTokenizer('test/fixtures/tokenizers/gpt2');
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'corpus-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function write(files: Record<string, string | Uint8Array>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content);
  }
}

const open = (spec?: Partial<Extract<CorpusSpec, { kind: 'folder' }>>): Promise<Corpus> =>
  openCorpus({ kind: 'folder', path: folder, ...spec }, { starterFolder: folder });
const options: TokenRowsOptions = { contextSize: 16, seed: 1 };

async function sources(corpus: Corpus, seed = 1): Promise<string[]> {
  const found: string[] = [];
  for await (const { source } of corpus.documents(seed)) found.push(source);
  return found;
}

/** Lines of different words, so that no two texts are near-duplicates. */
const prose = (name: string, lines: number): string =>
  Array.from(
    { length: lines },
    (_, i) => `${name} line ${i} tells of ${name}${i} and ${i * 7} things.\n`,
  ).join('');

describe('a folder', () => {
  test('gives its text files, without installed, built, locked and binary ones', async () => {
    await write({
      'src/a.ts': 'a',
      'src/deep/b.py': 'b',
      'README.md': 'c',
      'node_modules/x/index.js': 'no',
      '.git/config': 'no',
      'dist/bundle.js': 'no',
      'package-lock.json': '{}',
      'lib.min.js': 'no',
      'logo.png': Uint8Array.of(137, 80, 0, 1),
      'latin.txt': Uint8Array.of(0x63, 0xe9),
      'packed.js': 'x=1;'.repeat(3000),
    });
    const corpus = await open();
    expect((await sources(corpus)).sort()).toEqual(['README.md', 'src/a.ts', 'src/deep/b.py']);
    expect(corpus.skipped).toEqual(
      expect.arrayContaining([
        { path: 'logo.png', reason: 'binary' },
        { path: 'latin.txt', reason: 'not UTF-8' },
        { path: 'packed.js', reason: 'minified' },
      ]),
    );
  });

  test('keeps to its globs', async () => {
    await write({ 'a.ts': 'a', 'b.js': 'b', 'test/c.ts': 'c' });
    expect(await sources(await open({ include: ['**/*.ts'], exclude: ['test'] }))).toEqual(['a.ts']);
    await expect(open({ include: ['*.rs'] })).rejects.toThrow(EmptyCorpusError);
  });

  test('is not left through a link', async () => {
    await write({ 'inside/a.ts': 'a' });
    const outside = await mkdtemp(path.join(tmpdir(), 'outside-'));
    await writeFile(path.join(outside, 'secret.txt'), 'secret');
    await symlink(outside, path.join(folder, 'link'));
    await symlink(path.join(outside, 'secret.txt'), path.join(folder, 'file.txt'));
    const corpus = await open();
    expect(await sources(corpus)).toEqual(['inside/a.ts']);
    expect(corpus.skipped.map(({ path: name }) => name).sort()).toEqual(['file.txt', 'link']);
    await rm(outside, { recursive: true });
  });

  test('reports files above 1 MiB', async () => {
    await write({ 'big.txt': 'word '.repeat(300_000), 'small.txt': 'word' });
    const corpus = await open();
    expect(await sources(corpus)).toEqual(['small.txt']);
    expect(corpus.skipped).toEqual([{ path: 'big.txt', reason: 'larger than 1.0 MB (1.4 MB)' }]);
  });

  test('that does not exist is an error that names it', async () => {
    await expect(open({ path: path.join(folder, 'none') })).rejects.toThrow(UnreadableCorpusError);
  });

  test('comes in an order of the seed alone', async () => {
    await write(Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`f${i}.txt`, 'x'])));
    const first = await sources(await open(), 1);
    expect(await sources(await open(), 1)).toEqual(first);
    expect(await sources(await open(), 2)).not.toEqual(first);
  });
});

describe('a document', () => {
  test('is read again whole, and only if it belongs to the corpus', async () => {
    await write({ 'a.ts': '// Copyright Someone\ncode();\r\n', 'node_modules/b.ts': 'b' });
    const corpus = await open();
    expect(await corpus.readDocument('a.ts')).toBe('// Copyright Someone\ncode();\r\n');
    await expect(corpus.readDocument('node_modules/b.ts')).rejects.toThrow(BadCorpusError);
    await expect(corpus.readDocument('../a.ts')).rejects.toThrow(BadCorpusError);
  });

  test('loses its byte order mark, as in an editor', async () => {
    await write({ 'a.txt': '\uFEFFtext' });
    expect(await (await open()).readDocument('a.txt')).toBe('text');
  });

  test('named by the user and not readable is an error', async () => {
    const corpus = await openCorpus(
      { kind: 'files', paths: [path.join(folder, 'none.txt')] },
      { starterFolder: folder },
    );
    await expect(sources(corpus)).rejects.toThrow(/none\.txt cannot be read.*ENOENT/);
  });
});

describe('rows of tokens', () => {
  test('begin with BOS, hold the document without its licence, and spell its text', async () => {
    const header = '/* Copyright Someone */\n';
    await write({ 'a.ts': header + prose('alpha', 12), 'b.ts': prose('beta', 12) });
    const tokenized = await tokenRows(await open(), tokenizer, options);
    const { documents, rows } = tokenized;
    expect(rows.length).toBeGreaterThan(4);
    const spelled = documents.map(() => '');
    for (let i = 0; i < rows.length; i++) {
      const row = rows.at(i);
      expect(row.tokens.length).toBeLessThanOrEqual(16);
      expect([row.tokens[0], row.starts[0], row.ends[0]]).toEqual([tokenizer.bosId, -1, -1]);
      const end = row.ends.at(-1) ?? 0;
      spelled[row.document] =
        (spelled[row.document] ?? '') + tokenized.text(row.document, row.starts[1] ?? 0, end);
    }
    documents.forEach((document, i) => {
      const whole = document.source === 'a.ts' ? prose('alpha', 12) : prose('beta', 12);
      expect(whole.startsWith(spelled[i] ?? '?')).toBe(true);
      expect(whole.length - (spelled[i]?.length ?? 0)).toBeLessThan(40);
    });
  });

  test('keep a last row of eight tokens and drop a shorter one', async () => {
    const singleDigits = await openTokenizer('test/fixtures/tokenizers/digits');
    await write({ 'a.txt': '1234567', 'b.txt': '2345678', 'c.txt': '345678' });
    const { documents, rows, summary } = await tokenRows(await open(), singleDigits, options);
    expect(documents.map(({ source }) => source).sort()).toEqual(['a.txt', 'b.txt']);
    expect([rows.at(0).tokens.length, summary.tokens]).toEqual([8, 14]);
    expect(summary.notes?.join()).toContain('Too short for a row of tokens: 1');
  });

  test('are the same for the same seed, and counted in the summary', async () => {
    await write(
      Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`f${i}.txt`, prose(`name${i}`, 5)])),
    );
    await write({ 'copy.txt': prose('name3', 5), 'nearly.txt': `${prose('name4', 5)} more` });
    const once = await tokenRows(await open(), tokenizer, options);
    const again = await tokenRows(await open(), tokenizer, options);
    const all = (corpus: typeof once) =>
      Array.from({ length: corpus.rows.length }, (_, i) => corpus.rows.at(i));
    expect(all(again)).toEqual(all(once));
    expect(again.summary).toEqual(once.summary);
    expect(once.summary.documents).toBe(30);
    expect(once.summary.duplicates).toBe(2);
    expect(once.summary.trainRows + once.summary.heldOutRows).toBe(once.rows.length);
    expect(once.summary.heldOutRows).toBeGreaterThan(0);
    expect(once.summary.tokens).toBe(all(once).reduce((sum, row) => sum + row.tokens.length - 1, 0));
    for (const row of all(once)) expect(row.split).toBe(once.documents[row.document]?.split);
    const reordered = await tokenRows(await open(), tokenizer, { ...options, seed: 9 });
    expect(reordered.documents.map((d) => d.source)).not.toEqual(once.documents.map((d) => d.source));
  });

  test('stop at the limit with the first documents of the order', async () => {
    await write(
      Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`f${i}.txt`, prose(`name${i}`, 5)])),
    );
    const whole = await tokenRows(await open(), tokenizer, options);
    const limited = await tokenRows(await open(), tokenizer, { ...options, maxTokens: 300 });
    expect(limited.summary.tokens).toBeGreaterThanOrEqual(300);
    expect(limited.summary.tokens).toBeLessThan(300 + 16);
    expect(limited.documents.map((d) => d.source)).toEqual(
      whole.documents.slice(0, limited.documents.length).map((d) => d.source),
    );
  });

  test('of a single document are held out at its end', async () => {
    await write({ 'only.txt': prose('only', 40) });
    const { rows, summary } = await tokenRows(await open(), tokenizer, options);
    expect(summary.heldOutRows).toBe(Math.round(rows.length * 0.05));
    expect([...rows.indices('heldOut')].at(-1)).toBe(rows.length - 1);
    expect(summary.notes?.join()).toContain('one document');
  });

  test('of too little text are an error that says what was found', async () => {
    await write({ 'a.txt': 'a', 'b.png': Uint8Array.of(0) });
    await expect(tokenRows(await open(), tokenizer, options)).rejects.toThrow(EmptyCorpusError);
    await expect(tokenRows(await open(), tokenizer, options)).rejects.toThrow(
      /files read: 2, rows of tokens made: 0.*b\.png: binary/,
    );
  });

  test('end with the reason of an aborted signal, after progress was told', async () => {
    await write(
      Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`f${i}.txt`, prose(`name${i}`, 5)])),
    );
    const controller = new AbortController();
    const told: number[] = [];
    const onProgress = ({ documents }: { documents: number }): void => {
      told.push(documents);
      if (documents === 3) controller.abort(new Error('stopped by the test'));
    };
    const rows = tokenRows(await open(), tokenizer, { ...options, onProgress, signal: controller.signal });
    await expect(rows).rejects.toThrow('stopped by the test');
    expect(told).toEqual([1, 2, 3]);
  });

  test('of a long document are made in parts without losing text between them', async () => {
    const text = Array.from({ length: 40_000 }, (_, i) => `entry ${i} of the long list\n`).join('');
    await write({ 'long.txt': text });
    const corpus = await openCorpus(
      { kind: 'files', paths: [path.join(folder, 'long.txt')] },
      { starterFolder: folder },
    );
    const { rows } = await tokenRows(corpus, tokenizer, { contextSize: 256, seed: 1 });
    expect(text.length).toBeGreaterThan(2 ** 20);
    let last = 0;
    for (let i = 0; i < rows.length; i++) {
      const { starts, ends } = rows.at(i);
      expect(starts[1]).toBe(last);
      last = ends.at(-1) ?? -1;
    }
    expect(text.length - last).toBeLessThan(40);
  });
});
