/** Tokens of a text with the UTF-16 range that each one covers. */

/**
 * A token's range is exactly the text that it stands for, its leading space included. A token that stands for nothing in
 * the text (a prefix space that the tokenizer adds) has an empty range; text that the tokenizer drops belongs to none.
 */
export interface AlignedTokens {
  /** Ids, shape [length]. No BOS or EOS is added. */
  ids: Int32Array;
  /** UTF-16 start in the text; -1 where the token could not be aligned. Those that are known ascend. */
  starts: Int32Array;
  /** UTF-16 end, half open; -1 where the token could not be aligned. A character split over several tokens belongs to each of them. */
  ends: Int32Array;
  /** Ranges of the text that no token could be aligned to, with the reason; empty when all is well. */
  problems: { start: number; end: number; reason: string }[];
}

/** A model's tokenizer: tokenizer.json of its folder. */
export interface Tokenizer {
  /** Highest id + 1; the model's own table can be larger (padded). */
  readonly vocabularySize: number;
  /** Id put first in every row; null where the model has none. */
  readonly bosId: number | null;
  readonly eosId: number | null;
  readonly padId: number | null;
  encode(text: string): AlignedTokens;
  /** The token's own text as a user should read it (byte-level pieces that are not whole characters as `\xE2`). */
  tokenText(id: number): string;
}

/** A tokenizer that also turns what a model writes back into text. */
export interface GeneratingTokenizer extends Tokenizer {
  /** The bytes that the token adds to a text's UTF-8: maybe half a character. Empty for special tokens and for unused ids. */
  tokenBytes(id: number): Uint8Array;
}
