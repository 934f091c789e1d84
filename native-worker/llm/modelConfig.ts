/** What Monosema reads of a Hugging Face config.json; older names (GPT-2's n_layer, ...) and nested text models are understood. */
import { z } from 'zod';

const count = z.int().positive();
const tokenId = z.union([z.int().nonnegative(), z.array(z.int().nonnegative()).min(1)]).nullish();

const schema = z.object({
  model_type: z.string().min(1),
  architectures: z.array(z.string()).nullish(),
  num_hidden_layers: count,
  hidden_size: count,
  num_attention_heads: count,
  num_key_value_heads: count.nullish(),
  multi_query: z.boolean().nullish(),
  new_decoder_architecture: z.boolean().nullish(),
  head_dim: count.nullish(),
  vocab_size: count,
  max_position_embeddings: count.nullish(),
  bos_token_id: tokenId,
  eos_token_id: tokenId,
  _name_or_path: z.string().nullish(),
});

export interface ModelConfig {
  modelType: string;
  architecture: string;
  layers: number;
  /** d_model, the width of the residual stream. */
  width: number;
  keyValueHeads: number;
  headSize: number;
  vocabularySize: number;
  /** Longest context in tokens; 2048 where the file states none (models without learned positions). */
  maxContext: number;
  bosId: number | null;
  nameOrPath: string | null;
}

const aliases: Readonly<Record<string, readonly string[]>> = {
  num_hidden_layers: ['n_layer', 'n_layers', 'num_layers'],
  hidden_size: ['n_embd', 'd_model', 'n_embed'],
  num_attention_heads: ['n_head', 'n_heads', 'num_heads'],
  num_key_value_heads: ['num_kv_heads', 'n_head_kv'],
  max_position_embeddings: ['n_positions', 'n_ctx', 'max_seq_len', 'seq_length'],
};

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}

/** Models of several modalities keep their language model's figures in `text_config`. */
function withCommonNames(json: unknown): Record<string, unknown> {
  const outer = record(json);
  const merged = { ...outer, ...record(outer['text_config']) };
  for (const [name, others] of Object.entries(aliases)) {
    merged[name] ??= others.map((other) => merged[other]).find((value) => value !== undefined);
  }
  return merged;
}

const first = (id: number | number[] | null | undefined): number | null =>
  (Array.isArray(id) ? id[0] : id) ?? null;

export type ConfigResult = { ok: true; config: ModelConfig } | { ok: false; problem: string };

/** Reads the text of a config.json; a problem names the field and what was expected. */
export function parseModelConfig(text: string): ConfigResult {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return { ok: false, problem: `config.json is no JSON (${(error as Error).message}).` };
  }
  const parsed = schema.safeParse(withCommonNames(json));
  if (!parsed.success) {
    const issues = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    return { ok: false, problem: `config.json lacks what Monosema needs (${issues.join('; ')}).` };
  }
  const raw = parsed.data;
  // GPT-BigCode and the first Falcon say it so, whatever else they state.
  const oneKeyHead = raw.multi_query === true && raw.new_decoder_architecture !== true;
  const config = {
    modelType: raw.model_type,
    architecture: raw.architectures?.[0] ?? raw.model_type,
    layers: raw.num_hidden_layers,
    width: raw.hidden_size,
    keyValueHeads: oneKeyHead ? 1 : (raw.num_key_value_heads ?? raw.num_attention_heads),
    headSize: raw.head_dim ?? Math.floor(raw.hidden_size / raw.num_attention_heads),
    vocabularySize: raw.vocab_size,
    maxContext: raw.max_position_embeddings ?? 2048,
    bosId: first(raw.bos_token_id),
    nameOrPath: raw._name_or_path ?? null,
  };
  return { ok: true, config };
}
