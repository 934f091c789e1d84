/** JSON files beside the weights, parsed where they come in. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { ForeignSaeError } from './foreignError.ts';

export type Json = Readonly<Record<string, unknown>>;

/** Configurations have some kilobytes. */
const MOST_BYTES = 2 ** 24;

/** Null where there is no such file. @throws ForeignSaeError where it is no JSON object */
export async function readJson(folder: string, name: string): Promise<Json | null> {
  const file = path.join(folder, name);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
      return null;
    throw error;
  }
  if (text.length > MOST_BYTES)
    throw new ForeignSaeError(
      file,
      `it has ${text.length} bytes, too many for a configuration. Fetch it again.`,
    );
  const value = parsed(text);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Json;
  throw new ForeignSaeError(file, 'it holds no JSON object. Fetch it again.');
}

function parsed(text: string): unknown {
  try {
    // Python writes NaN and Infinity into JSON.
    return JSON.parse(text.replace(/([:[,]\s*)-?(?:NaN|Infinity)(?=\s*[,\]}])/gu, '$1null')) as unknown;
  } catch {
    return null;
  }
}

/** @throws ForeignSaeError naming each field that is wrong */
export function checked<T>(schema: z.ZodType<T>, value: unknown, file: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new ForeignSaeError(
    file,
    `its configuration is not as expected: ${z.prettifyError(result.error)}. Fetch it again.`,
  );
}

export function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/** At least 3: shorter rows have nothing to read. */
export function contextOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 3 ? value : null;
}
