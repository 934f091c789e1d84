/** Codes of several batches as those of one. */
import type { SparseCodes } from './backend.ts';

export function joinCodes(parts: readonly SparseCodes[]): SparseCodes {
  const [only] = parts;
  if (only && parts.length === 1) return only;
  const rows = parts.reduce((sum, part) => sum + part.rows, 0);
  const count = parts.reduce((sum, part) => sum + part.values.length, 0);
  const joined = {
    rows,
    rowPointers: new Uint32Array(rows + 1),
    features: new Uint32Array(count),
    values: new Float32Array(count),
  };
  let [row, at] = [0, 0];
  for (const part of parts) {
    joined.features.set(part.features, at);
    joined.values.set(part.values, at);
    part.rowPointers.forEach((pointer, i) => (joined.rowPointers[row + i] = at + pointer));
    row += part.rows;
    at += part.values.length;
  }
  return joined;
}
