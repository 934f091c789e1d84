/** Typed arrays as Parquet blobs and back. Little-endian, as every platform of VS Code is. */
import { DuckDBBlobValue, type DuckDBValue } from '@duckdb/node-api';

export function packed(array: Uint16Array | Uint32Array | Int32Array): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

export function unpackUint16(value: DuckDBValue): Uint16Array {
  return new Uint16Array(alignedBytes(value, 2));
}

export function unpackUint32(value: DuckDBValue): Uint32Array {
  return new Uint32Array(alignedBytes(value, 4));
}

export function unpackInt32(value: DuckDBValue): Int32Array {
  return new Int32Array(alignedBytes(value, 4));
}

/** @throws RangeError when the value is no blob of whole elements. */
function alignedBytes(value: DuckDBValue, size: number): ArrayBuffer {
  if (!(value instanceof DuckDBBlobValue)) throw new RangeError('a blob is missing');
  const { bytes } = value;
  if (bytes.length % size !== 0)
    throw new RangeError(`a blob of ${bytes.length} bytes is no array of ${size}-byte numbers`);
  const copy = new ArrayBuffer(bytes.length);
  new Uint8Array(copy).set(bytes);
  return copy;
}

/**
 * Ranges as gaps (from the end of the last ranged token to this one's start) and lengths (-1 where a token has no range): both are
 * small numbers that repeat, so they compress about eightfold.
 */
export function packRanges(
  starts: Int32Array,
  ends: Int32Array,
  from: number,
): { gaps: Int32Array; lengths: Int32Array } {
  const gaps = new Int32Array(starts.length);
  const lengths = new Int32Array(starts.length).fill(-1);
  let last = from;
  for (let i = 0; i < starts.length; i++) {
    const start = starts[i] ?? -1;
    if (start < 0) continue;
    gaps[i] = start - last;
    last = ends[i] ?? start;
    lengths[i] = last - start;
  }
  return { gaps, lengths };
}

export function unpackRanges(
  gaps: Int32Array,
  lengths: Int32Array,
  from: number,
): { starts: Int32Array; ends: Int32Array } {
  const starts = new Int32Array(gaps.length).fill(-1);
  const ends = new Int32Array(gaps.length).fill(-1);
  let last = from;
  for (let i = 0; i < gaps.length; i++) {
    const length = lengths[i] ?? -1;
    if (length < 0) continue;
    starts[i] = last + (gaps[i] ?? 0);
    last = ends[i] = (starts[i] ?? 0) + length;
  }
  return { starts, ends };
}
