/**
 * Names that a server gives, before any becomes a path on this disk. The rules of all systems hold on each, so that a folder can be
 * copied from one to another, and no name means one thing here and another there.
 */

/** Names of devices on Windows, with or without a file ending. */
const WINDOWS_DEVICE = /^(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)/iu;
/** Control characters, and what Windows forbids: separators, drives, alternate streams, wildcards. */
const FORBIDDEN = /[\p{Cc}\p{Cf}\\/:*?"<>|]/u;
/** Bytes; the least that common file systems allow. */
const LONGEST_PART = 200;
const LONGEST_PATH = 500;

/** What is wrong with one name in a path; null where nothing is. */
export function unsafePart(part: string): string | null {
  if (part === '' || part === '.' || part === '..') return 'it leaves its folder';
  if (FORBIDDEN.test(part)) return 'it has a character that file names cannot have everywhere';
  if (/[. ]$|^ /u.test(part)) return 'a name in it begins with a space, or ends with a space or a full stop';
  if (WINDOWS_DEVICE.test(part)) return 'it is the name of a device on Windows';
  return Buffer.byteLength(part) > LONGEST_PART ? 'a name in it is too long' : null;
}

/** What is wrong with a path of `/` separated names within a folder; null where nothing is. */
export function unsafePath(file: string): string | null {
  if (file.length > LONGEST_PATH) return 'it is too long';
  for (const part of file.split('/')) {
    const wrong = unsafePart(part);
    if (wrong !== null) return wrong;
  }
  return null;
}
