/** Reads one text file of a corpus as an editor shows it: UTF-8, without its byte order mark, line ends as they are. */
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { reasonOf } from './corpusErrors.ts';

export type TextFile = { text: string } | { skipped: string };

export interface TextFileRules {
  /** Larger files are left out. */
  maxBytes: number;
  /** Whether to leave out code that a tool has packed into few long lines. */
  skipMinified: boolean;
}

/** Code is minified when its lines are this long on average; prose in such files is rare. */
const MINIFIED_LINE = 300;
const PACKED_KINDS = new Set([
  '.js',
  '.mjs',
  '.cjs',
  '.jsx',
  '.ts',
  '.css',
  '.html',
  '.json',
  '.svg',
  '.xml',
]);

export async function readTextFile(file: string, rules: TextFileRules): Promise<TextFile> {
  try {
    const { size } = await stat(file);
    if (size > rules.maxBytes)
      return { skipped: `larger than ${megabytes(rules.maxBytes)} MB (${megabytes(size)} MB)` };
    return decode(await readFile(file), file, rules);
  } catch (error) {
    return { skipped: `unreadable (${reasonOf(error)})` };
  }
}

function decode(bytes: Buffer, file: string, rules: TextFileRules): TextFile {
  if (bytes.includes(0)) return { skipped: 'binary' };
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return { skipped: 'not UTF-8' };
  }
  if (rules.skipMinified && PACKED_KINDS.has(path.extname(file).toLowerCase()) && isMinified(text))
    return { skipped: 'minified' };
  return { text };
}

function isMinified(text: string): boolean {
  if (text.length < 5_000) return false;
  let lines = 1;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines++;
  return text.length / lines > MINIFIED_LINE;
}

function megabytes(bytes: number): string {
  return (bytes / 2 ** 20).toFixed(bytes < 10 * 2 ** 20 ? 1 : 0);
}
