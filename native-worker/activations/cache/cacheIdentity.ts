/** What decides the activations of a cache, and the key made of it: two processes that ask for the same find the same folder. */
import { createHash } from 'node:crypto';
import { z } from 'zod';

/** Raised when the files or the rules behind them change: older folders are then no longer found. */
export const CACHE_VERSION = 1;

export const cacheIdentitySchema = z.strictObject({
  version: z.literal(CACHE_VERSION),
  /** sha256 of the model's files, tokenizer and configuration among them. */
  modelHash: z.string(),
  hookPoint: z.string(),
  /** sha256 over the documents; their split follows from their hashes alone. */
  corpusHash: z.string(),
  /** Decides the order of documents, and with it which of them a limit takes and where it cuts. */
  corpusSeed: z.int(),
  /** Tokens a row, BOS included. */
  contextSize: z.int(),
  /** The limit of tokens, training and held-out together, before masks. */
  tokens: z.int(),
  /** Unmasked held-out tokens at most. */
  mostHeldOut: z.int(),
  /** First positions are masked, and norms above this many times the median. */
  masks: z.strictObject({ firstPosition: z.boolean(), outlierFactor: z.number() }),
});

export type CacheIdentity = z.infer<typeof cacheIdentitySchema>;

/** 32 hex digits: the name of the cache's folder. */
export function cacheKey(identity: CacheIdentity): string {
  // Parsed anew, so that the order in which a caller wrote the fields does not count.
  const fields = cacheIdentitySchema.parse(identity);
  return createHash('sha256').update(JSON.stringify(fields)).digest('hex').slice(0, 32);
}

const KEY = /^[0-9a-f]{32}$/u;

export function isCacheKey(name: string): boolean {
  return KEY.test(name);
}
