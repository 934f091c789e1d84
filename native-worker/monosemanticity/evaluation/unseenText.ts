/**
 * The documents an SAE is tested on: those it was not trained on. Of a run these are the held-out documents of its corpus, the documents
 * its training never reached, and those of a further corpus, each proven by hash and by likeness not to be among what it trained on.
 */
import path from 'node:path';
import type { CorpusSpec } from '../../../protocol/corpus.ts';
import { licenceHeaderEnd } from '../../corpus/licenceHeader.ts';
import { NearDuplicates } from '../../corpus/nearDuplicates.ts';
import { openCorpus } from '../../corpus/openCorpus.ts';
import type { TokenRow } from '../../corpus/tokenRow.ts';
import { tokenRows, type TokenizedCorpus } from '../../corpus/tokenRows.ts';
import type { Tokenizer } from '../../llm/alignedTokens.ts';
import type { RunFile } from '../../runs/runFile.ts';
import { isChoosingHalf } from '../measure/halves.ts';
import { runTokenLimit } from '../../runs/runTokenLimit.ts';
import { starterCorpusFolder } from '../../starterMedia.ts';
import { EvaluationError, TooLittleTextError } from './errors.ts';
import type { RuledDocument } from '../rules/tableBuilder.ts';

export interface UnseenDocument extends RuledDocument {
  hash: string;
  rows: TokenRow[];
  /** Tokens that count: all but the first of each row. */
  tokens: number;
}

export interface UnseenText {
  a: UnseenDocument[];
  b: UnseenDocument[];
  tokens: { a: number; b: number };
  /** Where the documents come from, with how many and how many tokens, in words. */
  sources: string[];
  /** Whether it was proven that none was trained on. */
  proven: boolean;
}

export interface UnseenTextOptions {
  run: RunFile | null;
  tokenizer: Tokenizer;
  contextSize: number;
  /** Further text to take documents from. */
  corpus: CorpusSpec | null;
  /** Stops when so many are there. */
  tokens: number;
  signal?: AbortSignal;
}

/** Documents in the order in which they were taken. */
export interface UnseenDocuments extends Pick<UnseenText, 'sources' | 'proven'> {
  documents: UnseenDocument[];
  tokens: number;
}

/** @throws TooLittleTextError when there are fewer tokens than asked for; EvaluationError; corpus errors */
export async function unseenText(options: UnseenTextOptions): Promise<UnseenText> {
  return (await pick(options)).split(options.run !== null);
}

/** The same undivided; fewer tokens than asked for where there are no more. @throws EvaluationError; corpus errors */
export async function unseenDocuments(options: UnseenTextOptions): Promise<UnseenDocuments> {
  return (await pick(options)).whole(options.run !== null);
}

async function pick(options: UnseenTextOptions): Promise<Picked> {
  const { run, corpus, tokens } = options;
  if (run === null && corpus === null)
    throw new EvaluationError(
      'An SAE folder does not say what text it was trained on: name text by --corpus <folder or files>.',
    );
  const picked = new Picked(tokens);
  const training = run === null ? null : await trainingText(run, options);
  if (run !== null && training !== null) {
    picked.take('held out by the run', training.heldOut);
    if (!picked.isFull && training.cut)
      picked.take('of its corpus, not reached by training', await beyondTraining(run, training, options));
  }
  if (!picked.isFull && corpus !== null)
    picked.take(named(corpus), await furtherText(corpus, training, options));
  return picked;
}

/** No document gives more tokens, so that none decides a feature's fate; of a longer one the first rows are taken. */
export const MOST_TOKENS_OF_A_DOCUMENT = 10_000;

/** Documents in the order in which they are taken, until there are enough tokens. */
class Picked {
  private readonly documents: UnseenDocument[] = [];
  private readonly sources: string[] = [];
  private tokens = 0;
  private readonly wanted: number;

  constructor(wanted: number) {
    this.wanted = wanted;
  }

  get isFull(): boolean {
    return this.tokens >= this.wanted;
  }

  take(source: string, documents: readonly UnseenDocument[]): void {
    const before = { documents: this.documents.length, tokens: this.tokens };
    for (const whole of documents) {
      if (this.isFull) break;
      const document = firstRows(whole);
      this.documents.push(document);
      this.tokens += document.tokens;
    }
    this.sources.push(
      `${source}: ${this.documents.length - before.documents} documents, ${this.tokens - before.tokens} tokens`,
    );
  }

  whole(proven: boolean): UnseenDocuments {
    const { tokens, sources, documents } = this;
    return { documents, tokens, sources, proven };
  }

  split(proven: boolean): UnseenText {
    const { tokens, wanted, sources, documents } = this;
    if (!this.isFull) throw new TooLittleTextError(tokens, wanted, sources);
    const a = documents.filter(({ hash }) => isChoosingHalf(hash));
    const b = documents.filter(({ hash }) => !isChoosingHalf(hash));
    if (a.length === 0 || b.length === 0)
      throw new EvaluationError(
        `${documents.length} documents are too few for a choosing and a scoring half. Name more text by --corpus, or ask for more tokens.`,
      );
    return { a, b, tokens: { a: tokensOf(a), b: tokensOf(b) }, sources, proven };
  }
}

function firstRows(document: UnseenDocument): UnseenDocument {
  if (document.tokens <= MOST_TOKENS_OF_A_DOCUMENT) return document;
  let tokens = 0;
  const rows: TokenRow[] = [];
  for (const row of document.rows) {
    if (rows.length > 0 && tokens + row.tokens.length - 1 > MOST_TOKENS_OF_A_DOCUMENT) break;
    rows.push(row);
    tokens += row.tokens.length - 1;
  }
  return { ...document, rows, tokens };
}

interface TrainingText {
  corpus: TokenizedCorpus;
  heldOut: UnseenDocument[];
  /** Hashes of the documents whose rows could be trained on. */
  seen: ReadonlySet<string>;
  /** Whether the run stopped reading before the end of its corpus. */
  cut: boolean;
}

/** The run's corpus again, as the run read it. @throws EvaluationError when its files have changed */
async function trainingText(run: RunFile, options: UnseenTextOptions): Promise<TrainingText> {
  const limit = runTokenLimit(run.request);
  const corpus = await tokenized(run.request.corpus, run.request.sae.seed, limit, options);
  if (corpus.summary.hash !== run.corpus?.hash)
    throw new EvaluationError(
      'The files of the run’s corpus have changed since, so that what it was trained on cannot be told any more. Put them back, or train a new run.',
    );
  const seen = new Set(corpus.documents.filter(({ split }) => split === 'train').map(({ hash }) => hash));
  const heldOut = documentsOf(corpus).filter(({ hash }) => !seen.has(hash));
  return { corpus, heldOut, seen, cut: corpus.summary.tokens >= limit };
}

/** Documents that come after those the run read; likeness to any of these drops them. */
async function beyondTraining(
  run: RunFile,
  { corpus }: TrainingText,
  options: UnseenTextOptions,
): Promise<UnseenDocument[]> {
  const read = new Set(corpus.documents.map(({ hash }) => hash));
  const limit = corpus.summary.tokens + 2 * options.tokens + 64 * options.contextSize;
  const more = await tokenized(run.request.corpus, run.request.sae.seed, limit, options);
  return documentsOf(more).filter(({ hash }) => !read.has(hash));
}

async function furtherText(
  spec: CorpusSpec,
  training: TrainingText | null,
  options: UnseenTextOptions,
): Promise<UnseenDocument[]> {
  // Documents may be dropped or cut below, so more than asked for is read.
  const found = documentsOf(await tokenized(spec, 1, 4 * options.tokens, options));
  if (training === null) return found;
  const { corpus } = training;
  const likeness = new NearDuplicates();
  const hashes = new Set<string>();
  for (const [number, { source, hash, characters }] of corpus.documents.entries()) {
    hashes.add(hash);
    likeness.isDuplicate(bodyOf(source, corpus.text(number, 0, characters)));
  }
  return found.filter(
    ({ hash, source, text }) => !hashes.has(hash) && !likeness.isDuplicate(bodyOf(source, text)),
  );
}

function bodyOf(source: string, text: string): string {
  return text.slice(licenceHeaderEnd(text, source));
}

async function tokenized(
  spec: CorpusSpec,
  seed: number,
  maxTokens: number,
  { tokenizer, contextSize, signal }: UnseenTextOptions,
): Promise<TokenizedCorpus> {
  const abort = signal === undefined ? {} : { signal };
  const files = await openCorpus(spec, {
    starterFolder: spec.kind === 'starter' ? starterCorpusFolder() : '',
    ...abort,
  });
  try {
    return await tokenRows(files, tokenizer, { contextSize, seed, maxTokens, ...abort });
  } finally {
    files.dispose();
  }
}

function documentsOf(corpus: TokenizedCorpus): UnseenDocument[] {
  const { documents, rows } = corpus;
  const found = documents.map(({ source, hash, characters }, number): UnseenDocument => ({
    source,
    hash,
    text: corpus.text(number, 0, characters),
    rows: [],
    tokens: 0,
  }));
  for (let index = 0; index < rows.length; index++) {
    const row = rows.at(index);
    const document = found[row.document];
    document?.rows.push(row);
    if (document !== undefined) document.tokens += row.tokens.length - 1;
  }
  return found;
}

function tokensOf(documents: readonly UnseenDocument[]): number {
  return documents.reduce((sum, { tokens }) => sum + tokens, 0);
}

function named(spec: CorpusSpec): string {
  switch (spec.kind) {
    case 'starter':
      return 'the starter corpus';
    case 'folder':
      return path.basename(spec.path);
    case 'files':
      return spec.paths.map((file) => path.basename(file)).join(', ');
    default:
      return spec satisfies never;
  }
}
