/** One seed makes many independent streams: a 32-bit hash of the seed and what the stream is for. */

const streams = { dictionary: 1, rows: 2, heldOut: 3, sample: 4, start: 5 } as const;
export type Stream = keyof typeof streams;

/** A seed for `Random`, for each part (a block of rows) of a stream. */
export function streamSeed(seed: number, stream: Stream, part = 0): number {
  let hash = mixed(seed >>> 0);
  hash = mixed(hash ^ Math.floor(seed / 2 ** 32));
  hash = mixed(hash ^ Math.imul(streams[stream], 0x9e3779b9));
  return mixed((hash + Math.imul(part, 0x85ebca77)) | 0);
}

/** The finaliser of MurmurHash3. */
function mixed(value: number): number {
  let word = value | 0;
  word = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35);
  return (word ^ (word >>> 16)) >>> 0;
}
