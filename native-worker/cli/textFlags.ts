/** Flags that give a text and a range of it. */
import { readFileSync } from 'node:fs';
import { messageOf } from '../../link/engineError.ts';
import { UsageError } from './exitCodes.ts';
import { textFlag, type Flags } from './flags.ts';

/** `--text`, a file, or stdin for `--file -`; the text is taken as it is, byte order mark and line ends included. */
export function textFrom(flags: Flags): string {
  const text = textFlag(flags, 'text');
  const file = textFlag(flags, 'file');
  if ((text === undefined) === (file === undefined))
    throw new UsageError('Give the text by --text, or by --file (- for stdin).');
  if (file === undefined) return text ?? '';
  try {
    return decode(readFileSync(file === '-' ? 0 : file), file);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`--file ${file} cannot be read: ${messageOf(error)}`);
  }
}

/** Ranges would be those of another text if bytes were replaced in silence. */
function decode(bytes: Uint8Array, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new UsageError(`--file ${file} is not UTF-8. Save it as UTF-8 first.`);
  }
}

/** `--<name> start:end`, null when left out. @throws UsageError */
export function rangeFlag(flags: Flags, name: string): { start: number; end: number } | null {
  const text = textFlag(flags, name);
  if (text === undefined) return null;
  const [, start, end] = /^(\d+):(\d+)$/u.exec(text) ?? [];
  if (start === undefined || end === undefined) {
    throw new UsageError(`--${name} needs start:end in UTF-16 units, e.g. 10:42, not "${text}".`);
  }
  return { start: Number(start), end: Number(end) };
}
