/**
 * What each feature of an index fires on: the rule that says most of its active tokens on one half of some documents, scored on the other.
 * The same rules, halves and criteria as the evaluation, over all features and over the indexed documents, held-out ones first; what the
 * SAE was trained on is among them where held-out text is short, so the evaluation's shares are the ones to quote.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { FeaturePurity } from '../../protocol/feature.ts';
import type { SparseCodes } from '../compute/backend.ts';
import type { CorpusDocument, TokenRow } from '../corpus/tokenRow.ts';
import { ActivityStore } from './measure/activityStore.ts';
import { isChoosingHalf } from './measure/halves.ts';
import { scoreUnit } from './measure/scoreUnit.ts';
import { RuleVocabulary } from './rules/ruleColumns.ts';
import { TableBuilder, type RuledDocument } from './rules/tableBuilder.ts';

export interface FeaturePurityOptions {
  dSae: number;
  /** Smallest z a feature can have, shape [dSae]. */
  thresholds: Float32Array;
  documents: readonly CorpusDocument[];
  /** All of a document. */
  text: (document: number) => string;
  tokenText: (id: number) => string;
}

/** As many tokens as the evaluation wants, and at most so many of one document. */
const TOKENS = 400_000;
const TOKENS_OF_A_DOCUMENT = 10_000;
/** Active pairs (token, feature) kept, 12 bytes each; more only come from SAEs with hundreds of active features a token. */
const MOST_PAIRS = 24_000_000;
/** Features between two turns of the event loop. */
const TURN = 16;

interface Half {
  builder: TableBuilder;
  activity: ActivityStore;
}

export class FeaturePurities {
  private readonly options: FeaturePurityOptions;
  private readonly vocabulary: RuleVocabulary;
  private readonly halves: { a: Half; b: Half };
  /** Tokens that may still come from each document, shape [documents]. */
  private readonly room: Uint32Array;
  private current: { number: number; document: RuledDocument } | null = null;

  /** @param tokensOf tokens of each document, shape [documents] */
  constructor(options: FeaturePurityOptions, tokensOf: ArrayLike<number>) {
    this.options = options;
    this.vocabulary = new RuleVocabulary(options.tokenText);
    const half = (): Half => ({
      builder: new TableBuilder(this.vocabulary),
      activity: new ActivityStore(options.dSae),
    });
    this.halves = { a: half(), b: half() };
    this.room = roomOf(options.documents, tokensOf);
  }

  /** One row of `codes`, which is the token at `position` of a row; rows of a document come one after another. */
  add(codes: SparseCodes, index: number, row: TokenRow, position: number): void {
    const { documents } = this.options;
    const left = this.room[row.document] ?? 0;
    if (left === 0 || this.halves.a.activity.size + this.halves.b.activity.size >= MOST_PAIRS) return;
    this.room[row.document] = left - 1;
    const half = isChoosingHalf(documents[row.document]?.hash ?? '') ? this.halves.a : this.halves.b;
    half.activity.addRow(codes, index, half.builder.table.size);
    half.builder.add(row.document, this.document(row.document), row, position);
  }

  /** Shape [dSae]; null for features with too few active tokens or documents in the scoring half. */
  async finish(signal?: AbortSignal): Promise<(FeaturePurity | null)[]> {
    const purities: (FeaturePurity | null)[] = [];
    for (let feature = 0; feature < this.options.dSae; feature++) {
      if (feature % TURN === 0) await nextTurn(undefined, signal === undefined ? {} : { signal });
      purities.push(this.purity(feature));
    }
    return purities;
  }

  private purity(feature: number): FeaturePurity | null {
    const { a, b } = this.halves;
    const score = scoreUnit(
      { a: a.builder.table, b: b.builder.table, standIn: null },
      {
        a: a.activity.of(feature),
        b: b.activity.of(feature),
        threshold: this.options.thresholds[feature] ?? 0,
      },
    );
    if (!score.enough || score.rule === null) return null;
    const { purity, lowestQuarter, monosemantic, contextual } = score;
    return { rule: this.vocabulary.words(score.rule), purity, lowestQuarter, monosemantic, contextual };
  }

  private document(number: number): RuledDocument {
    if (this.current?.number !== number) {
      const { documents, text } = this.options;
      const document = { source: documents[number]?.source ?? '', text: text(number) };
      this.current = { number, document };
    }
    return this.current.document;
  }
}

/** Held-out documents first, then the others, in the order of the corpus, until there are enough tokens. */
function roomOf(documents: readonly CorpusDocument[], tokensOf: ArrayLike<number>): Uint32Array {
  const room = new Uint32Array(documents.length);
  let left = TOKENS;
  for (const split of ['heldOut', 'train'] as const)
    for (const [number, document] of documents.entries()) {
      if (document.split !== split || left <= 0) continue;
      room[number] = TOKENS_OF_A_DOCUMENT;
      left -= Math.min(TOKENS_OF_A_DOCUMENT, tokensOf[number] ?? 0);
    }
  return room;
}
