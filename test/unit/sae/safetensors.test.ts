import { expect, it } from 'vitest';
import {
  SafetensorsError,
  decodeSafetensors,
  encodeSafetensors,
} from '../../../native-worker/sae/formats/safetensors.ts';

const tensors = {
  b: { shape: [3], data: Float32Array.of(1, -2, 0.5) },
  a: { shape: [2, 1], data: Float32Array.of(NaN, Infinity) },
  empty: { shape: [0, 4], data: new Float32Array() },
};

it('Tensors come back with names, order, shapes and bits', () => {
  expect([...decodeSafetensors(encodeSafetensors(tensors), 'x')]).toEqual(Object.entries(tensors));
});

it('The bytes are those of the format: length, padded JSON, data', () => {
  const bytes = encodeSafetensors({ w: { shape: [1], data: Float32Array.of(1) } });
  const json = '{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}';
  expect(bytes.readBigUInt64LE(0)).toBe(56n);
  expect(bytes.subarray(8, 64).toString()).toBe(json.padEnd(56));
  expect([...bytes.subarray(64)]).toEqual([0, 0, 0x80, 0x3f]);
});

it.each([
  ['cut in the data', (bytes: Buffer) => bytes.subarray(0, -1), /does not fit its place/],
  ['cut in the header', (bytes: Buffer) => bytes.subarray(0, 20), /header does not fit/],
  ['empty', () => Buffer.alloc(0), /header does not fit/],
  [
    'of another type',
    (bytes: Buffer) => Buffer.from(bytes.toString('latin1').replace('F32', 'F16'), 'latin1'),
    /F16/,
  ],
  [
    'without JSON',
    (bytes: Buffer) => Buffer.from(bytes.toString('latin1').replace('{', '!'), 'latin1'),
    /JSON/,
  ],
])('A file %s is refused by name', (_, damage, message) => {
  const bytes = damage(encodeSafetensors(tensors));
  expect(() => decodeSafetensors(bytes, 'some.safetensors')).toThrow(SafetensorsError);
  expect(() => decodeSafetensors(bytes, 'some.safetensors')).toThrow(message);
});
