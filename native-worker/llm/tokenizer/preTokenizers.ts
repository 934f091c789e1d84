/**
 * The pre-tokenizer of tokenizer.json as splits of a mapped text. Follows the reference implementation (the `tokenizers`
 * crate); the JavaScript package reads \s, \w and \d of JavaScript, ignores split behaviours and Metaspace's `split`.
 */
import { SplitPreTokenizer } from '@huggingface/tokenizers';
import { toByteLevel } from './byteLevel.ts';
import { MappedTextBuilder } from './mappedText.ts';
import { splitPieces, type Pieces } from './pieces.ts';
import type { PreTokenizerConfig } from './tokenizerFiles.ts';
import { compilePattern } from './compilePattern.ts';

export interface PreTokenizer {
  run: (pieces: Pieces) => Pieces;
  /** Whether the model then sees each piece's UTF-8 bytes in the byte-level alphabet. */
  byteLevel: boolean;
}

type MetaspaceConfig = Extract<PreTokenizerConfig, { type: 'Metaspace' }>;
type ByteLevelConfig = Extract<PreTokenizerConfig, { type: 'ByteLevel' }>;
type SplitConfig = Extract<PreTokenizerConfig, { type: 'Split' }>;

const WORD = '\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}\\p{Join_Control}';
const WORDS_OR_SIGNS = new RegExp(`[${WORD}]+|[^${WORD}\\p{White_Space}]+`, 'gu');
/** GPT-2's pattern. White_Space rather than \s: JavaScript's \s has U+FEFF and lacks U+0085. */
const GPT2 =
  /'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\p{White_Space}\p{L}\p{N}]+|\p{White_Space}+(?!\P{White_Space})|\p{White_Space}+/gu;
const PUNCTUATION = /[!-/:-@[-`{-~\p{P}]/gu;
const SPACE = /\p{White_Space}/gu;
const DIGIT = /\p{N}/gu;

export function createPreTokenizer(config: PreTokenizerConfig | null): PreTokenizer {
  if (config === null) return plain((pieces) => pieces);
  switch (config.type) {
    case 'Sequence':
      return sequence(config.pretokenizers);
    case 'ByteLevel':
      return { run: (pieces) => byteLevel(pieces, config), byteLevel: true };
    case 'Split':
      return plain(split(config));
    case 'Metaspace':
      return plain((pieces) => metaspace(pieces, config));
    case 'Whitespace':
      return plain((pieces) => splitPieces(pieces, WORDS_OR_SIGNS, 'Removed', true));
    case 'WhitespaceSplit':
      return plain((pieces) => splitPieces(pieces, SPACE, 'Removed'));
    case 'BertPreTokenizer':
      return plain((pieces) => splitPieces(splitPieces(pieces, SPACE, 'Removed'), PUNCTUATION, 'Isolated'));
    case 'Digits':
      return plain((pieces) =>
        splitPieces(pieces, DIGIT, config.individual_digits ? 'Isolated' : 'Contiguous'),
      );
    case 'Punctuation':
      return plain((pieces) => splitPieces(pieces, PUNCTUATION, config.behavior));
    default:
      return config satisfies never;
  }
}

function plain(run: PreTokenizer['run']): PreTokenizer {
  return { run, byteLevel: false };
}

/** What comes after a ByteLevel step sees the bytes as characters (Falcon splits digits there). */
function sequence(configs: PreTokenizerConfig[]): PreTokenizer {
  const steps = configs.map(createPreTokenizer);
  const last = steps.length - 1;
  const runs = steps.flatMap((step, i) => (step.byteLevel && i < last ? [step.run, writeBytes] : [step.run]));
  return {
    run: (pieces) => runs.reduce((current, run) => run(current), pieces),
    byteLevel: steps[last]?.byteLevel ?? false,
  };
}

/** Writes each character as its bytes, every byte in the character's place. */
function writeBytes({ text, pieces }: Pieces): Pieces {
  const builder = new MappedTextBuilder(text);
  const written = pieces.map(({ from, to }) => {
    const start = builder.size;
    let unit = from;
    for (const character of text.text.slice(from, to)) {
      builder.replace(unit, unit + character.length, toByteLevel(character));
      unit += character.length;
    }
    return { from: start, to: builder.size };
  });
  return { text: builder.build(), pieces: written };
}

/** The package translates the pattern from Oniguruma's syntax; splitting at it is done here. */
function split(config: SplitConfig): PreTokenizer['run'] {
  const pattern = compilePattern(() => new SplitPreTokenizer(config).pattern, config.pattern);
  return (pieces) => splitPieces(pieces, pattern, config.behavior, config.invert);
}

function byteLevel(pieces: Pieces, config: ByteLevelConfig): Pieces {
  const spaced = config.add_prefix_space
    ? rewritePieces(pieces, (piece) => ({ prefix: piece.startsWith(' ') ? '' : ' ', text: piece }))
    : pieces;
  return config.use_regex ? splitPieces(spaced, GPT2, 'Isolated') : spaced;
}

function metaspace(pieces: Pieces, config: MetaspaceConfig): Pieces {
  const { replacement } = config;
  const scheme = config.prepend_scheme ?? (config.add_prefix_space === false ? 'never' : 'always');
  const marked = rewritePieces(pieces, (piece, originalStart) => {
    const text = piece.replaceAll(' ', replacement);
    const wanted = scheme === 'always' || (scheme === 'first' && originalStart === 0);
    return { prefix: wanted && !text.startsWith(replacement) ? replacement : '', text };
  });
  if (!config.split) return marked;
  return splitPieces(marked, literal(replacement), 'MergedWithNext');
}

function literal(text: string): RegExp {
  return new RegExp(text.replace(/[$()*+./?[\\\]^{|}]/g, '\\$&'), 'gu');
}

/** Rewrites pieces unit for unit, with a prefix inserted before each. */
function rewritePieces(
  { text, pieces }: Pieces,
  rewrite: (piece: string, originalStart: number) => { prefix: string; text: string },
): Pieces {
  const builder = new MappedTextBuilder(text);
  const rewritten = pieces.map(({ from, to }) => {
    const start = builder.size;
    const changed = rewrite(text.text.slice(from, to), text.start(from));
    builder.replace(from, from, changed.prefix);
    builder.keepAs(from, to, changed.text);
    return { from: start, to: builder.size };
  });
  return { text: builder.build(), pieces: rewritten };
}
