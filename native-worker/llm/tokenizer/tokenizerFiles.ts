/** Reads and checks tokenizer.json, tokenizer_config.json and the token ids of config.json. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { BadTokenizerError, TokenizerNotFoundError, UnsupportedTokenizerError } from './tokenizerErrors.ts';

const pattern = z.union([z.object({ String: z.string() }), z.object({ Regex: z.string() })]);

const normaliser = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('Sequence'),
    get normalizers() {
      return z.array(normaliser);
    },
  }),
  z.object({ type: z.enum(['NFC', 'NFD', 'NFKC', 'NFKD', 'Lowercase', 'StripAccents']) }),
  z.object({
    type: z.literal('Strip'),
    strip_left: z.boolean().default(true),
    strip_right: z.boolean().default(true),
  }),
  z.object({ type: z.literal('Prepend'), prepend: z.string() }),
  z.object({ type: z.literal('Replace'), pattern, content: z.string() }),
  z.object({
    type: z.literal('BertNormalizer'),
    clean_text: z.boolean().default(true),
    handle_chinese_chars: z.boolean().default(true),
    strip_accents: z.boolean().nullish(),
    lowercase: z.boolean().default(true),
  }),
  z.object({ type: z.literal('Precompiled'), precompiled_charsmap: z.string() }),
]);
export type NormaliserConfig = z.infer<typeof normaliser>;

const behaviour = z.enum(['Removed', 'Isolated', 'MergedWithPrevious', 'MergedWithNext', 'Contiguous']);
export type SplitBehaviour = z.infer<typeof behaviour>;

const preTokenizer = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('Sequence'),
    get pretokenizers() {
      return z.array(preTokenizer);
    },
  }),
  z.object({
    type: z.literal('ByteLevel'),
    add_prefix_space: z.boolean().default(true),
    use_regex: z.boolean().default(true),
  }),
  z.object({ type: z.literal('Split'), pattern, behavior: behaviour, invert: z.boolean().default(false) }),
  z.object({
    type: z.literal('Metaspace'),
    replacement: z.string().default('\u2581'),
    prepend_scheme: z.enum(['always', 'first', 'never']).optional(),
    /** The older spelling of prepend_scheme. */
    add_prefix_space: z.boolean().optional(),
    split: z.boolean().default(true),
  }),
  z.object({ type: z.enum(['Whitespace', 'WhitespaceSplit', 'BertPreTokenizer']) }),
  z.object({ type: z.literal('Digits'), individual_digits: z.boolean().default(false) }),
  z.object({ type: z.literal('Punctuation'), behavior: behaviour.default('Isolated') }),
]);
export type PreTokenizerConfig = z.infer<typeof preTokenizer>;

const addedToken = z.object({
  id: z.int().nonnegative(),
  content: z.string(),
  single_word: z.boolean().default(false),
  lstrip: z.boolean().default(false),
  rstrip: z.boolean().default(false),
  normalized: z.boolean().optional(),
  special: z.boolean().default(false),
});
export type AddedTokenConfig = z.infer<typeof addedToken>;

const tokenizerJson = z.object({
  added_tokens: z.array(addedToken).default([]),
  normalizer: normaliser.nullable().default(null),
  pre_tokenizer: preTokenizer.nullable().default(null),
});

export interface TokenizerJson extends z.infer<typeof tokenizerJson> {
  /** The whole file, as @huggingface/tokenizers wants it; its vocabulary is not copied. */
  raw: Record<string, unknown>;
}

const tokenName = z
  .union([z.string(), z.object({ content: z.string() }).transform((token) => token.content)])
  .nullish();
const tokenizerConfig = z.looseObject({ bos_token: tokenName, eos_token: tokenName, pad_token: tokenName });
export type TokenizerConfigJson = z.infer<typeof tokenizerConfig>;

const tokenIds = z.union([z.int(), z.array(z.int()).transform((ids) => ids[0])]).nullish();
const modelConfig = z.looseObject({ bos_token_id: tokenIds, eos_token_id: tokenIds, pad_token_id: tokenIds });
export type ModelTokenIds = z.infer<typeof modelConfig>;

const typeNames = (type: z.ZodLiteral<string> | z.ZodEnum): string[] =>
  type instanceof z.ZodLiteral ? [...type.values] : Object.keys(type.enum);
const NORMALISERS = normaliser.options.flatMap((option) => typeNames(option.shape.type));
const PRE_TOKENIZERS = preTokenizer.options.flatMap((option) => typeNames(option.shape.type));

/** @throws TokenizerNotFoundError, BadTokenizerError, UnsupportedTokenizerError */
export async function readTokenizerJson(folder: string): Promise<TokenizerJson> {
  const path = join(folder, 'tokenizer.json');
  const raw = await readJson(path);
  if (raw === null) throw new TokenizerNotFoundError(path);
  if (!isRecord(raw)) throw new BadTokenizerError(path, 'the file does not hold a JSON object');
  if (!isRecord(raw['model']) || !('vocab' in raw['model']))
    throw new BadTokenizerError(path, 'the part "model" with its "vocab" is missing');
  requireKnownTypes('normaliser', raw['normalizer'], NORMALISERS);
  requireKnownTypes('pre-tokenizer', raw['pre_tokenizer'], PRE_TOKENIZERS);
  return { ...check(path, tokenizerJson, raw), raw };
}

/** Null where the folder has no such file. */
export async function readTokenizerConfig(folder: string): Promise<TokenizerConfigJson | null> {
  const path = join(folder, 'tokenizer_config.json');
  const raw = await readJson(path);
  return raw === null ? null : check(path, tokenizerConfig, raw);
}

/** Null where the folder has no config.json. */
export async function readModelTokenIds(folder: string): Promise<ModelTokenIds | null> {
  const path = join(folder, 'config.json');
  const raw = await readJson(path);
  return raw === null ? null : check(path, modelConfig, raw);
}

async function readJson(path: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw new BadTokenizerError(path, `the file cannot be read (${String(error)})`, { cause: error });
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new BadTokenizerError(path, `the file is not JSON (${String(error)})`, { cause: error });
  }
}

function check<T>(path: string, schema: z.ZodType<T>, raw: unknown): T {
  const result = schema.safeParse(raw);
  if (result.success) return result.data;
  throw new BadTokenizerError(path, z.prettifyError(result.error).replaceAll('\n', ' '));
}

/** A type this version does not know is reported by name, before the schema calls the whole file malformed. */
function requireKnownTypes(part: string, config: unknown, supported: readonly string[]): void {
  if (!isRecord(config)) return;
  const type = config['type'];
  if (typeof type === 'string' && !supported.includes(type))
    throw new UnsupportedTokenizerError(part, type, supported);
  for (const list of [config['normalizers'], config['pretokenizers']])
    if (Array.isArray(list)) for (const entry of list as unknown[]) requireKnownTypes(part, entry, supported);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
