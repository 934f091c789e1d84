/** Turns a corpus into rows of tokens: near-duplicates and licence headers dropped, documents split, rows packed. */
import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { CorpusSummary } from '../../protocol/corpus.ts';
import type { Tokenizer } from '../llm/alignedTokens.ts';
import { BadCorpusError, EmptyCorpusError } from './corpusErrors.ts';
import { licenceHeaderEnd } from './licenceHeader.ts';
import { NearDuplicates } from './nearDuplicates.ts';
import type { Corpus, SourceDocument } from './openCorpus.ts';
import { RowPacker } from './rowPacker.ts';
import { namedSkipped } from './skippedFiles.ts';
import { HELD_OUT_SHARE, splitDocuments } from './splitDocuments.ts';
import type { CorpusDocument } from './tokenRow.ts';
import { TokenRowPool } from './tokenRowPool.ts';

export interface TokenRowsOptions {
  /** Tokens a row, BOS included. */
  contextSize: number;
  /** Decides the order of documents. */
  seed: number;
  /** Stops when this many tokens (BOS not counted) are there. Default: no limit. */
  maxTokens?: number;
  onProgress?: (progress: CorpusProgress) => void;
  signal?: AbortSignal;
}

export interface CorpusProgress {
  documents: number;
  /** Files of the corpus; rows of tables are documents too, so `documents` can be more. */
  files: number;
  tokens: number;
  /** Null without a limit. */
  maxTokens: number | null;
}

export interface TokenizedCorpus {
  /** In the order of the seed; those without a row are left out. */
  documents: CorpusDocument[];
  rows: TokenRowPool;
  summary: CorpusSummary;
  /** Path of a document as in `documents`. */
  source(document: number): string;
  /** UTF-16 units [start, end) of a document. */
  text(document: number, start: number, end: number): string;
}

/** Documents between two turns of the event loop, so that a signal is heard. */
const TURN = 16;

/**
 * Rows of at most `contextSize` tokens, BOS first where the model has one, packed within each document; a last row of fewer
 * than 8 tokens is dropped. The same spec, seed and limit give the same rows.
 * @throws BadCorpusError family; the signal's reason
 */
export async function tokenRows(
  corpus: Corpus,
  tokenizer: Tokenizer,
  options: TokenRowsOptions,
): Promise<TokenizedCorpus> {
  const builder = new TokenizedCorpusBuilder(tokenizer, options);
  let read = 0;
  for await (const document of corpus.documents(options.seed, options.signal)) {
    builder.add(document);
    read++;
    if (read % TURN === 0) await nextTurn();
    options.signal?.throwIfAborted();
    options.onProgress?.({
      documents: read,
      files: corpus.files,
      tokens: builder.tokens,
      maxTokens: options.maxTokens ?? null,
    });
    if (builder.isFull) break;
  }
  return builder.build(corpus);
}

class TokenizedCorpusBuilder {
  private readonly documents: Omit<CorpusDocument, 'split'>[] = [];
  private readonly texts: string[] = [];
  private readonly rows = new TokenRowPool();
  private readonly packer: RowPacker;
  private readonly hashes = new Set<string>();
  private readonly nearDuplicates = new NearDuplicates();
  private readonly limit: number;
  private duplicates = 0;
  private tooShort = 0;

  constructor(tokenizer: Tokenizer, options: TokenRowsOptions) {
    this.packer = new RowPacker(tokenizer, options.contextSize);
    this.limit = options.maxTokens ?? Infinity;
  }

  get tokens(): number {
    return this.packer.tokens;
  }

  get isFull(): boolean {
    return this.tokens >= this.limit;
  }

  add({ source, text }: SourceDocument): void {
    const hash = createHash('sha256').update(text).digest('hex');
    const bodyStart = licenceHeaderEnd(text, source);
    if (this.hashes.has(hash) || this.nearDuplicates.isDuplicate(text.slice(bodyStart))) {
      this.duplicates++;
      return;
    }
    this.hashes.add(hash);
    const document = this.documents.length;
    let packed = 0;
    for (const row of this.packer.pack(text, bodyStart, this.limit)) {
      this.rows.add({ document, ...row });
      packed++;
    }
    if (packed === 0) this.tooShort++;
    else {
      this.documents.push({ source, hash, characters: text.length });
      this.texts.push(text);
    }
  }

  build(corpus: Corpus): TokenizedCorpus {
    if (this.rows.length < 2) throw tooSmall(corpus, this.rows.length, this.tooShort, this.duplicates);
    const { splits, note } = splitDocuments(this.documents.map((document) => document.hash));
    const documents = this.documents.map((document, i) => ({ ...document, split: splits[i] ?? 'train' }));
    const notes = [note, this.splitRows(documents), this.shortNote(), this.packer.note()];
    return {
      documents,
      rows: this.rows,
      summary: {
        hash: corpusHash(documents),
        documents: documents.length,
        characters: documents.reduce((sum, document) => sum + document.characters, 0),
        tokens: this.tokens,
        trainRows: this.rows.indices('train').length,
        heldOutRows: this.rows.indices('heldOut').length,
        skipped: namedSkipped(corpus.skipped),
        duplicates: this.duplicates,
        notes: notes.filter((text) => text !== null),
      },
      source: (document) => documents[document]?.source ?? '',
      text: (document, start, end) => this.texts[document]?.slice(start, end) ?? '',
    };
  }

  /** Rows follow their document; a single document gives its last rows. */
  private splitRows(documents: readonly CorpusDocument[]): string | null {
    for (let row = 0; row < this.rows.length; row++)
      this.rows.setSplit(row, documents[this.rows.documentOf(row)]?.split ?? 'train');
    if (documents.length > 1) return null;
    const held = Math.max(1, Math.round(this.rows.length * HELD_OUT_SHARE));
    for (let row = this.rows.length - held; row < this.rows.length; row++) this.rows.setSplit(row, 'heldOut');
    return `The corpus is one document: its last ${held} of ${this.rows.length} rows are held out.`;
  }

  private shortNote(): string | null {
    return this.tooShort === 0 ? null : `Too short for a row of tokens: ${this.tooShort} of the documents.`;
  }
}

function corpusHash(documents: readonly CorpusDocument[]): string {
  const hash = createHash('sha256');
  for (const document of documents.map((d) => d.hash).sort()) hash.update(`${document}\n`);
  return hash.digest('hex');
}

function tooSmall(corpus: Corpus, rows: number, tooShort: number, duplicates: number): BadCorpusError {
  const skipped = corpus.skipped.slice(0, 3).map(({ path, reason }) => `${path}: ${reason}`);
  const found =
    `files read: ${corpus.files}, rows of tokens made: ${rows}` +
    (tooShort > 0 ? `; documents too short for a row: ${tooShort}` : '') +
    (duplicates > 0 ? `; near-duplicate documents dropped: ${duplicates}` : '') +
    (skipped.length > 0
      ? `; left out: ${corpus.skipped.length} (${skipped.join('; ')}${corpus.skipped.length > 3 ? '; ...' : ''})`
      : '');
  return new EmptyCorpusError(
    `The corpus is too small (${found}). At least two rows are needed, one to train on and one to hold out. Add text.`,
  );
}
