/**
 * Finds documents that are almost the same as an earlier one: one-permutation MinHash (Li, Owen and Zhang 2012, with the
 * rotation of Shrivastava and Li 2014) over runs of five words, 64 bins, looked up in bands. Linear in the text.
 */

const BINS = 64;
const BAND = 4;
const WORDS = 5;
/** Estimated Jaccard similarity from which a document is dropped. */
const SAME = 0.8;
/** A crowded bucket is compared with its first entries only, so that time stays linear. */
const MOST_COMPARED = 64;
const EMPTY = 0xffffffff;

export class NearDuplicates {
  private readonly signatures: Uint32Array[] = [];
  private readonly buckets = new Map<string, number[]>();

  /** Whether `text` is almost the same as one added before; if not, it is added. */
  isDuplicate(text: string): boolean {
    const signature = minHash(text);
    if (signature === null) return false;
    const keys = bandKeys(signature);
    if (this.resembles(signature, keys)) return true;
    const index = this.signatures.push(signature) - 1;
    for (const key of keys) {
      const bucket = this.buckets.get(key);
      if (bucket === undefined) this.buckets.set(key, [index]);
      else if (bucket.length < MOST_COMPARED) bucket.push(index);
    }
    return false;
  }

  private resembles(signature: Uint32Array, keys: readonly string[]): boolean {
    const compared = new Set<number>();
    for (const key of keys)
      for (const index of this.buckets.get(key) ?? []) {
        if (compared.has(index)) continue;
        compared.add(index);
        const other = this.signatures[index];
        if (other !== undefined && similarity(signature, other) >= SAME) return true;
      }
    return false;
  }
}

/** Share of bins that agree: an estimate of the Jaccard similarity of the two sets of word runs. */
function similarity(a: Uint32Array, b: Uint32Array): number {
  let same = 0;
  for (let bin = 0; bin < BINS; bin++) if (a[bin] === b[bin]) same++;
  return same / BINS;
}

function bandKeys(signature: Uint32Array): string[] {
  const keys: string[] = [];
  for (let from = 0; from < BINS; from += BAND)
    keys.push(`${from}:${signature.subarray(from, from + BAND).join()}`);
  return keys;
}

/** Null for a text without words. */
function minHash(text: string): Uint32Array | null {
  const bins = new Uint32Array(BINS).fill(EMPTY);
  const words = wordHashes(text);
  if (words.length === 0) return null;
  for (let from = 0; from === 0 || from + WORDS <= words.length; from++) {
    let hash = 0x811c9dc5;
    for (let i = from; i < Math.min(from + WORDS, words.length); i++) hash = mix(hash ^ (words[i] ?? 0));
    const bin = hash % BINS;
    const value = Math.floor(hash / BINS);
    if (value < (bins[bin] ?? EMPTY)) bins[bin] = value;
  }
  return filled(bins);
}

/** An empty bin takes the value of the next full one, marked with its distance. */
function filled(bins: Uint32Array): Uint32Array {
  return bins.map((value, bin) => {
    let distance = 0;
    let found = value;
    while (found === EMPTY) found = bins[(bin + ++distance) % BINS] ?? EMPTY;
    return distance === 0 ? found : mix(found + Math.imul(distance, 0x9e3779b9));
  });
}

/** Hashes of the words (stretches without white space), case folded for ASCII. */
function wordHashes(text: string): number[] {
  const hashes: number[] = [];
  let hash = 0;
  let inWord = false;
  for (let unit = 0; unit <= text.length; unit++) {
    const code = unit < text.length ? text.charCodeAt(unit) : 0x20;
    if (code <= 0x20 || code === 0xa0 || code === 0x3000) {
      if (inWord) hashes.push(mix(hash));
      inWord = false;
      hash = 0;
    } else {
      inWord = true;
      hash = Math.imul(hash ^ (code >= 0x41 && code <= 0x5a ? code + 0x20 : code), 0x01000193);
    }
  }
  return hashes;
}

/** murmur3's finaliser. */
function mix(word: number): number {
  let mixed = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
