/**
 * What a download writes down, in `monosema-download.json` of the model's folder: where the files come from and their checksums. While
 * the download goes on it lies in the partial folder and says what the files there are; it stays as the model's provenance.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { writeFileAtomic } from '../files/atomicFile.ts';

export const RECORD_FILE = 'monosema-download.json';

const recordSchema = z.object({
  format: z.literal(1),
  hub: z.string(),
  repository: z.string(),
  commit: z.string(),
  precision: z.string(),
  licence: z.string().nullable(),
  files: z.array(
    z.object({
      remote: z.string(),
      local: z.string(),
      bytes: z.int().min(0),
      digest: z.object({ kind: z.enum(['sha256', 'gitBlob']), hex: z.string() }),
      /** Of the answer that the incomplete file began with. */
      etag: z.string().nullable(),
    }),
  ),
});

export type DownloadRecord = z.infer<typeof recordSchema>;
export type RecordedFile = DownloadRecord['files'][number];

/** Null where there is none that can be read. */
export function readRecord(folder: string): DownloadRecord | null {
  try {
    return recordSchema.parse(JSON.parse(readFileSync(path.join(folder, RECORD_FILE), 'utf8')));
  } catch {
    return null;
  }
}

/** @throws DiskFullError, NotWritableError */
export function writeRecord(folder: string, record: DownloadRecord): void {
  writeFileAtomic(path.join(folder, RECORD_FILE), `${JSON.stringify(record, null, 2)}\n`);
}
