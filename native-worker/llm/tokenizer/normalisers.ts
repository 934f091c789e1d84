/**
 * The normaliser of tokenizer.json, run so that each character keeps its place in the original text.
 * Follows the reference implementation (the `tokenizers` crate), also where the JavaScript package differs.
 */
import { PrecompiledNormalizer, ReplaceNormalizer } from '@huggingface/tokenizers';
import { compilePattern } from './compilePattern.ts';
import type { NormaliserConfig } from './tokenizerFiles.ts';
import { MappedTextBuilder, type MappedText } from './mappedText.ts';

export type Normaliser = (text: MappedText) => MappedText;

/**
 * Runs that a Unicode normalisation never joins with what follows them: a character with its combining marks, the jamo
 * that complete its syllable, half-width kana marks. Long ASCII runs go in one piece.
 */
const JOINS_BEFORE = '\\p{M}\\u1160-\\u11FF\\uD7B0-\\uD7FB\\u3131-\\u318E\\uFF9E-\\uFFDC';
const NORMALISATION_RUNS = new RegExp(`[\\0-\\x7f]+(?![${JOINS_BEFORE}])|[^][${JOINS_BEFORE}]*`, 'gu');

export function createNormaliser(config: NormaliserConfig | null): Normaliser {
  if (config === null) return (text) => text;
  switch (config.type) {
    case 'Sequence': {
      const steps = config.normalizers.map(createNormaliser);
      return (text) => steps.reduce((current, step) => step(current), text);
    }
    case 'NFC':
    case 'NFD':
    case 'NFKC':
    case 'NFKD': {
      const form = config.type;
      return (text) => byRuns(text, NORMALISATION_RUNS, (run) => run.normalize(form));
    }
    case 'Lowercase':
      return lowercase;
    case 'StripAccents':
      return (text) => replaceAll(text, /\p{M}+/gu, '');
    case 'Strip':
      return (text) => strip(text, config.strip_left, config.strip_right);
    case 'Prepend':
      return (text) => (text.text === '' ? text : prepend(text, config.prepend));
    case 'Replace': {
      const pattern = compilePattern(() => new ReplaceNormalizer(config).pattern, config.pattern);
      return (text) => replaceAll(text, pattern, config.content);
    }
    case 'BertNormalizer':
      return (text) => bert(text, config);
    case 'Precompiled': {
      const precompiled = new PrecompiledNormalizer(config);
      return (text) => byRuns(text, NORMALISATION_RUNS, (run) => precompiled.normalize(run));
    }
    default:
      return config satisfies never;
  }
}

/** Inserts `prefix` before the text. */
export function prepend(text: MappedText, prefix: string): MappedText {
  const builder = new MappedTextBuilder(text);
  builder.replace(0, 0, prefix);
  builder.keep(0, text.text.length);
  return builder.build();
}

/** Replaces every match; the replacement stands for the whole match. */
export function replaceAll(text: MappedText, pattern: RegExp, content: string): MappedText {
  const builder = new MappedTextBuilder(text);
  let kept = 0;
  for (const match of text.text.matchAll(pattern)) {
    builder.keep(kept, match.index);
    kept = match.index + match[0].length;
    builder.replace(match.index, kept, content);
  }
  if (kept === 0) return text;
  builder.keep(kept, text.text.length);
  return builder.build();
}

/**
 * Applies `change` run by run. The result must equal the change of the whole text; where it does not, the places are
 * given up for this text rather than guessed.
 */
function byRuns(text: MappedText, runs: RegExp, change: (run: string) => string): MappedText {
  const whole = change(text.text);
  if (whole === text.text) return text;
  const builder = new MappedTextBuilder(text);
  for (const match of text.text.matchAll(runs)) {
    const [run] = match;
    const changed = change(run);
    const end = match.index + run.length;
    replaceMiddle(builder, match.index, end, run, changed);
  }
  const result = builder.build();
  if (result.text === whole) return result;
  const lost = new MappedTextBuilder(text);
  lost.lose(whole);
  return lost.build();
}

/** Writes `changed` for the run at [from, to); what is the same at its two ends keeps its own place. */
function replaceMiddle(
  builder: MappedTextBuilder,
  from: number,
  to: number,
  run: string,
  changed: string,
): void {
  if (changed === run) {
    builder.keep(from, to);
    return;
  }
  const before = Array.from(run);
  const after = Array.from(changed);
  const most = Math.min(before.length, after.length);
  let head = 0;
  while (head < most && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < most - head && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  const headUnits = before.slice(0, head).join('').length;
  const tailUnits = before.slice(before.length - tail).join('').length;
  builder.keep(from, from + headUnits);
  builder.replace(from + headUnits, to - tailUnits, after.slice(head, after.length - tail).join(''));
  builder.keep(to - tailUnits, to);
}

/** Character by character, hence no final sigma, as in the reference implementation. */
function lowercase(text: MappedText): MappedText {
  return mapCharacters(text, (character) => character.toLowerCase());
}

function mapCharacters(text: MappedText, change: (character: string) => string): MappedText {
  const builder = new MappedTextBuilder(text);
  let unit = 0;
  let kept = 0;
  for (const character of text.text) {
    const changed = change(character);
    if (changed !== character) {
      builder.keep(kept, unit);
      builder.replace(unit, unit + character.length, changed);
      kept = unit + character.length;
    }
    unit += character.length;
  }
  if (kept === 0) return text;
  builder.keep(kept, unit);
  return builder.build();
}

function strip(text: MappedText, left: boolean, right: boolean): MappedText {
  const from = left ? (/^\p{White_Space}*/u.exec(text.text)?.[0].length ?? 0) : 0;
  let to = text.text.length;
  while (right && to > from && /\p{White_Space}/u.test(text.text[to - 1] ?? '')) to--;
  return text.slice(from, to);
}

interface BertConfig {
  clean_text: boolean;
  handle_chinese_chars: boolean;
  strip_accents?: boolean | null | undefined;
  lowercase: boolean;
}

const CHINESE =
  /[\u3400-\u4DBF\u4E00-\u9FFF\uF900-\uFAFF\u{20000}-\u{2A6DF}\u{2A700}-\u{2CEAF}\u{2F800}-\u{2FA1F}]/u;

function bert(text: MappedText, config: BertConfig): MappedText {
  let current = text;
  if (config.clean_text) current = mapCharacters(current, cleaned);
  if (config.handle_chinese_chars) current = mapCharacters(current, (c) => (CHINESE.test(c) ? ` ${c} ` : c));
  if (config.strip_accents ?? config.lowercase) {
    current = byRuns(current, NORMALISATION_RUNS, (run) => run.normalize('NFD'));
    current = replaceAll(current, /\p{Mn}+/gu, '');
  }
  return config.lowercase ? lowercase(current) : current;
}

function cleaned(character: string): string {
  if (/[\t\n\r]/.test(character)) return ' ';
  if (/[\0\uFFFD\p{Cc}\p{Cf}\p{Co}]/u.test(character)) return '';
  return /\p{White_Space}/u.test(character) ? ' ' : character;
}
