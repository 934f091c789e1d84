import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  encodeHeader,
  encodeSafetensors,
  SafetensorsError,
} from '../../../native-worker/sae/formats/safetensors.ts';
import { SafetensorsFile, writeSafetensors } from '../../../native-worker/sae/formats/safetensorsFile.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'monosema-safetensors-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const matrix = Float32Array.from({ length: 12 }, (_, i) => i + 0.5);
const vector = Float32Array.of(1, -2);

async function* inStretches(values: Float32Array, size: number): AsyncGenerator<Float32Array> {
  for (let from = 0; from < values.length; from += size)
    yield await Promise.resolve(values.subarray(from, from + size));
}

it.each([1, 5, 12])(
  'A file written in stretches of %i has the bytes of one written at once',
  async (size) => {
    const file = path.join(folder, 'streamed.safetensors');
    await writeSafetensors(file, {
      matrix: { shape: [3, 4], stretches: inStretches(matrix, size) },
      vector: { shape: [2], stretches: [vector] },
    });
    const expected = encodeSafetensors({
      matrix: { shape: [3, 4], data: matrix },
      vector: { shape: [2], data: vector },
    });
    expect(readFileSync(file).equals(expected)).toBe(true);
  },
);

it('A tensor with too few elements leaves neither a file nor a temporary one', async () => {
  const place = mkdtempSync(path.join(folder, 'short-'));
  const tensors = { matrix: { shape: [3, 5], stretches: [matrix] } };
  await expect(writeSafetensors(path.join(place, 'x.safetensors'), tensors)).rejects.toThrow(
    '3 elements too few',
  );
  expect(readdirSync(place)).toEqual([]);
});

it('Any part of a tensor is read from its place', async () => {
  const path_ = path.join(folder, 'parts.safetensors');
  writeFileSync(
    path_,
    encodeSafetensors({ vector: { shape: [2], data: vector }, matrix: { shape: [3, 4], data: matrix } }),
  );
  const file = await SafetensorsFile.open(path_);
  const place = file.tensors.get('matrix');
  if (!place) throw new Error('The matrix is missing.');
  expect(await file.read(place, 0, 12)).toEqual(matrix);
  expect(await file.read(place, 5, 7)).toEqual(matrix.slice(5, 7));
  truncateSync(path_, place.offset + 20);
  await expect(file.read(place, 5, 7)).rejects.toThrow(SafetensorsError);
});

it('A tensor beyond 2 GiB is read', async () => {
  const name = path.join(folder, 'large.safetensors');
  const header = encodeHeader({ first: { shape: [2 ** 29 + 1] }, last: { shape: [2] } });
  // A hole, which takes no room.
  const handle = await open(name, 'w');
  await handle.writeFile(header);
  await handle.write(Buffer.from(vector.buffer), 0, 8, header.length + 4 * (2 ** 29 + 1));
  await handle.close();
  const file = await SafetensorsFile.open(name);
  const last = file.tensors.get('last');
  if (!last) throw new Error('The tensor is missing.');
  expect(await file.read(last, 0, 2)).toEqual(vector);
});

it.each([
  ['an empty file', (): Buffer => Buffer.alloc(0)],
  ['a file of four bytes', (): Buffer => Buffer.alloc(4)],
  [
    'a header longer than the file',
    (): Buffer => encodeSafetensors({ a: { shape: [2], data: vector } }).subarray(0, 20),
  ],
  ['data cut short', (): Buffer => encodeSafetensors({ a: { shape: [2], data: vector } }).subarray(0, -1)],
])('%s is refused when it is opened', async (_, bytes) => {
  const file = path.join(folder, 'damaged.safetensors');
  writeFileSync(file, bytes());
  await expect(SafetensorsFile.open(file)).rejects.toThrow(SafetensorsError);
});
