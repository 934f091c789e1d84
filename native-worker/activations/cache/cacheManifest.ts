/** manifest.json of an activation cache: written last, so a folder with it is whole. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { CacheDamagedError } from './cacheErrors.ts';
import { cacheIdentitySchema } from './cacheIdentity.ts';

const shardSchema = z.strictObject({
  file: z.string().regex(/^[a-zA-Z]+-\d+\.safetensors$/u),
  rows: z.int().positive(),
  bytes: z.int().positive(),
  /** Of the whole file, hex. */
  sha256: z.string().length(64),
});

const splitSchema = z.strictObject({
  /** Activations in all shards. */
  rows: z.int().nonnegative(),
  shards: z.array(shardSchema),
});

export const cacheManifestSchema = z.strictObject({
  identity: cacheIdentitySchema,
  dIn: z.int().positive(),
  splits: z.strictObject({ train: splitSchema, heldOut: splitSchema }),
  /** Raw units. */
  medianNorm: z.number(),
  masked: z.record(z.string(), z.int()),
  /** Where it comes from; nothing of it is in the key. */
  provenance: z.strictObject({
    modelName: z.string(),
    corpus: z.string(),
    documents: z.int(),
    device: z.string(),
    rowsPerBatch: z.int(),
    monosema: z.string(),
    createdAt: z.string(),
    seconds: z.number(),
    /** Hook points that the same pass read, itself included; left out where it was the only one. */
    together: z.array(z.string()).exactOptional(),
  }),
});

export type CacheManifest = z.infer<typeof cacheManifestSchema>;
export type ShardEntry = z.infer<typeof shardSchema>;
export type CacheSplit = keyof CacheManifest['splits'];

export const MANIFEST = 'manifest.json';

/** Null where there is none: the folder was never finished, or is gone. @throws CacheDamagedError */
export function readManifest(folder: string): CacheManifest | null {
  const file = path.join(folder, MANIFEST);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
  try {
    return cacheManifestSchema.parse(JSON.parse(text));
  } catch {
    throw new CacheDamagedError(folder, `${MANIFEST} cannot be read`);
  }
}
