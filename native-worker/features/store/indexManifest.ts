/** index.json of an index: written last, so a folder without it is not complete; its counts tell a damaged file. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { CorruptIndexError } from '../errors.ts';

export const MANIFEST_FILE = 'index.json';
export const INDEX_FORMAT = 1;

const count = z.number().int().nonnegative();

export const indexManifestSchema = z.object({
  format: z.literal(INDEX_FORMAT),
  /** Training step of the checkpoint that was indexed. */
  step: count,
  dSae: count,
  /** Unmasked tokens of the indexed corpus. */
  tokens: count,
  /** sha256 of the indexed corpus, where known. */
  corpusHash: z.string().nullable(),
  /** Rows of rows.parquet and examples.parquet. */
  rows: count,
  examples: count,
  topDistinctBy: z.enum(['document', 'row']),
  /** Texts of the tokens that have no range in their source, by id. */
  tokenTexts: z.record(z.string(), z.string()),
  /** What logits.parquet and logitHistograms.parquet hold, or why there are none; left out by indexes that were made before them. */
  logitEffects: z
    .discriminatedUnion('kind', [
      z.object({ kind: z.literal('effects'), vocabularySize: count, perNorm: z.boolean() }),
      z.object({ kind: z.literal('none'), reason: z.enum(['width', 'elsewhere', 'head']) }),
    ])
    .optional(),
});

export type IndexManifest = z.infer<typeof indexManifestSchema>;

/** @throws CorruptIndexError when the file is there but is no manifest. */
export async function readManifest(folder: string): Promise<IndexManifest> {
  const file = join(folder, MANIFEST_FILE);
  const text = await readFile(file, 'utf8');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new CorruptIndexError(file, 'is not JSON', { cause });
  }
  const parsed = indexManifestSchema.safeParse(value);
  if (!parsed.success)
    throw new CorruptIndexError(file, `is not an index manifest: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}
