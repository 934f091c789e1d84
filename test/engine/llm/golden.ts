/** Hidden states of the fixture models as PyTorch computed them (tools/fixtures/models). */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TokenBatch } from '../../../native-worker/llm/languageModel.ts';

export const fixtureModels = fileURLToPath(new URL('../../fixtures/models', import.meta.url));

export interface Golden {
  folder: string;
  batch: TokenBatch;
  /** Names of all recorded values: hook points and `logits`. */
  names: string[];
  /** Values of a hook point, [rows, length, width] flattened. */
  values(name: string): Float32Array;
  /** Values a token. */
  width(name: string): number;
}

interface GoldenFile {
  lengths: number[];
  tokens: number[][];
  values: Record<string, { offset: number; shape: number[] }>;
}

export function readGolden(model: string): Golden {
  const folder = path.join(fixtureModels, model);
  const json = JSON.parse(readFileSync(path.join(folder, 'golden.json'), 'utf8')) as GoldenFile;
  const bytes = readFileSync(path.join(folder, 'golden.bin'));
  const all = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  return {
    folder,
    batch: {
      rows: json.tokens.length,
      length: json.tokens[0]?.length ?? 0,
      tokens: Int32Array.from(json.tokens.flat()),
      lengths: Int32Array.from(json.lengths),
    },
    names: Object.keys(json.values),
    width: (name) => json.values[name]?.shape.at(-1) ?? NaN,
    values(name) {
      const entry = json.values[name];
      if (!entry) throw new Error(`golden.json of ${model} has no '${name}'`);
      return all.subarray(entry.offset, entry.offset + entry.shape.reduce((a, b) => a * b, 1));
    },
  };
}

/** Largest |a - b| over the real tokens of a batch. */
export function largestDifference(batch: TokenBatch, a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) throw new Error(`lengths differ: ${a.length} and ${b.length}`);
  const width = a.length / (batch.rows * batch.length);
  let largest = 0;
  for (let row = 0; row < batch.rows; row++) {
    const start = row * batch.length * width;
    const end = start + (batch.lengths[row] ?? 0) * width;
    for (let i = start; i < end; i++) largest = Math.max(largest, Math.abs((a[i] ?? NaN) - (b[i] ?? NaN)));
  }
  return largest;
}

/** Root mean square of a - b over that of b, over the real tokens of a batch. */
export function relativeError(batch: TokenBatch, a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) throw new Error(`lengths differ: ${a.length} and ${b.length}`);
  const width = a.length / (batch.rows * batch.length);
  let [error, size] = [0, 0];
  for (let row = 0; row < batch.rows; row++) {
    const start = row * batch.length * width;
    const end = start + (batch.lengths[row] ?? 0) * width;
    for (let i = start; i < end; i++) {
      error += ((a[i] ?? NaN) - (b[i] ?? NaN)) ** 2;
      size += (b[i] ?? NaN) ** 2;
    }
  }
  return Math.sqrt(error / size);
}
