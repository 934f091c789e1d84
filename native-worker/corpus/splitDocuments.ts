/** Which documents are held out: by their hash, so that the same text is on the same side in every run. */
import type { CorpusSplit } from './tokenRow.ts';

/** About this share of the documents is held out. */
export const HELD_OUT_SHARE = 0.05;

export interface DocumentSplit {
  splits: CorpusSplit[];
  /** What a user should know about the split; null when the rule applied as it stands. */
  note: string | null;
}

/** Splits documents by their sha256 (hex, shape [documents]). With a single document everything is training text. */
export function splitDocuments(hashes: readonly string[]): DocumentSplit {
  const byThreshold = hashes.map((hash): CorpusSplit =>
    hashShare(hash) < HELD_OUT_SHARE ? 'heldOut' : 'train',
  );
  if (hashes.length < 2 || new Set(byThreshold).size === 2) {
    if (hashes.length >= 2) return { splits: byThreshold, note: null };
    return { splits: hashes.map(() => 'train'), note: null };
  }
  const count = Math.max(1, Math.round(hashes.length * HELD_OUT_SHARE));
  const held = new Set([...hashes].sort().slice(0, count));
  const splits = hashes.map((hash): CorpusSplit => (held.has(hash) ? 'heldOut' : 'train'));
  return {
    splits,
    note: `With only ${hashes.length} documents the ${count} with the lowest hash ${count === 1 ? 'is' : 'are'} held out.`,
  };
}

/** The first 32 bits of the hash as a number in [0, 1). */
function hashShare(hash: string): number {
  return Number.parseInt(hash.slice(0, 8), 16) / 2 ** 32;
}
