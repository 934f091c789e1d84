/** Runs the package's model (BPE, Unigram, WordPiece) on one piece and says which units each token covers. */
import { BPE, Unigram, WordPiece, type Model } from '@huggingface/tokenizers';
import { alignPiece, type TokenSpelling, type TokenStretch } from './alignPiece.ts';
import { toByteLevel, utf8Length } from './byteLevel.ts';
import { MergeBoundaries } from './mergeBoundaries.ts';
import { UnsupportedTokenizerError } from './tokenizerErrors.ts';
import { BadTokenizerError } from './tokenizerErrors.ts';

export interface PieceTokens {
  ids: number[];
  /** Unit of the piece where each token starts; empty where the tokens could not be aligned. */
  from: number[];
  /** Half open. */
  to: number[];
  aligned: boolean;
}

/** Longer pieces are rare and not kept; at this many kept pieces the oldest half of the cache goes. */
const LONGEST_CACHED = 64;
const CACHE_SIZE = 100_000;
const LONG_PIECE = 512;

export class PieceEncoder {
  private cache = new Map<string, PieceTokens>();
  private readonly spelling: TokenSpelling;
  private boundaries: MergeBoundaries | null = null;

  constructor(
    private readonly model: Model,
    private readonly byteLevel: boolean,
  ) {
    this.spelling = spellingOf(model);
  }

  encode(piece: string): PieceTokens {
    if (piece.length > LONGEST_CACHED) return this.encodeAnew(piece);
    const known = this.cache.get(piece);
    if (known !== undefined) return known;
    const tokens = this.encodeAnew(piece);
    if (this.cache.size >= CACHE_SIZE) this.cache = new Map([...this.cache].slice(CACHE_SIZE / 2));
    this.cache.set(piece, tokens);
    return tokens;
  }

  private encodeAnew(piece: string): PieceTokens {
    const symbols = this.byteLevel ? toByteLevel(piece) : piece;
    const tokens = this.modelTokens(symbols);
    const stretches = alignPiece(symbols, tokens, this.spelling);
    if (stretches === null)
      return { ids: tokens.map((token) => this.id(token)), from: [], to: [], aligned: false };
    const ids = stretches.map(({ token }) => this.id(token));
    const place = this.byteLevel && symbols.length !== piece.length ? unitsOfBytes(piece) : null;
    return { ids, ...places(stretches, place), aligned: true };
  }

  private modelTokens(symbols: string): string[] {
    const { model } = this;
    // The package's Unigram.encode spreads all tokens onto the call stack, which overflows on long pieces.
    if (model instanceof Unigram) return this.cut(symbols).flatMap((chunk) => model.tokenize(chunk));
    return model.encode(this.cut(symbols));
  }

  private cut(symbols: string): string[] {
    const { model } = this;
    if (symbols.length < LONG_PIECE) return [symbols];
    if (model instanceof Unigram) this.boundaries ??= MergeBoundaries.ofVocabulary(model.vocab);
    else if (model instanceof BPE && !model.ignore_merges && this.spelling.endOfWordSuffix === '')
      this.boundaries ??= MergeBoundaries.ofMerges(model.merges);
    return this.boundaries?.cut(symbols) ?? [symbols];
  }

  private id(token: string): number {
    const id = this.model.tokens_to_ids.get(token) ?? this.model.unk_token_id;
    if (id === undefined)
      throw new BadTokenizerError('tokenizer.json', `its model made the token "${token}", which has no id`);
    return id;
  }
}

function spellingOf(model: Model): TokenSpelling {
  const common = {
    continuingPrefix: '',
    endOfWordSuffix: '',
    byteFallback: false,
    unknownToken: model.unk_token ?? null,
    fuseUnknown: false,
    wholeWordUnknown: false,
    isKnown: (token: string) => model.tokens_to_ids.has(token),
  };
  if (model instanceof BPE)
    return {
      ...common,
      endOfWordSuffix: model.end_of_word_suffix ?? '',
      byteFallback: model.byte_fallback,
      fuseUnknown: model.fuse_unk,
    };
  if (model instanceof WordPiece)
    return {
      ...common,
      continuingPrefix: model.config.continuing_subword_prefix ?? '##',
      wholeWordUnknown: true,
    };
  if (model instanceof Unigram) return { ...common, fuseUnknown: true };
  throw new UnsupportedTokenizerError('model', model.config.type, ['BPE', 'Unigram', 'WordPiece']);
}

/** For each byte of the piece's UTF-8 form, the unit where its character starts; then the piece's length. */
function unitsOfBytes(piece: string): { from: number[]; to: number[] } {
  const from: number[] = [];
  const to: number[] = [];
  let unit = 0;
  for (const character of piece) {
    for (let byte = utf8Length(character.codePointAt(0) ?? 0); byte > 0; byte--) {
      from.push(unit);
      to.push(unit + character.length);
    }
    unit += character.length;
  }
  return { from, to };
}

function places(
  stretches: readonly TokenStretch[],
  units: { from: number[]; to: number[] } | null,
): { from: number[]; to: number[] } {
  if (units === null) return { from: stretches.map((s) => s.from), to: stretches.map((s) => s.to) };
  return {
    from: stretches.map((s) => units.from[s.from] ?? 0),
    to: stretches.map((s) => units.to[s.to - 1] ?? 0),
  };
}
