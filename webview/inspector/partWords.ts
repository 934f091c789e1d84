/** Names a token for titles and screen readers: its text, and which part of a character or of a line end it is. */
import { t } from '../lib/localise.ts';
import type { TokenPart } from '../lib/tokenParts.ts';
import { isHalfLineEnd, tokenLabel } from '../lib/tokenText.ts';

/** Which part of its character the token is; null for a token that is not split. */
export function partWords({ part, parts, byte }: TokenPart): string | null {
  if (parts === 1) return null;
  if (byte === null) return t('part {0} of {1}', part, parts);
  return t('byte {0} of {1}, 0x{2}', part, parts, byte.toString(16).toUpperCase().padStart(2, '0'));
}

export function tokenName(texts: { before?: string; text: string; after?: string }, part: TokenPart): string {
  const { before, text, after } = texts;
  const label = tokenLabel(text);
  const words = partWords(part);
  if (words !== null) return `${label} (${words})`;
  const isHalf = isHalfLineEnd(text, after) || (before !== undefined && isHalfLineEnd(before, text));
  return isHalf ? t('{0} (of the line end \\r\\n)', text.replace('\r', '\\r').replace('\n', '\\n')) : label;
}
