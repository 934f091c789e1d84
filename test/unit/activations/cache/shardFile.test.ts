import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  decodeShard,
  readShardRow,
  rowTarget,
  ShardWriter,
} from '../../../../native-worker/activations/cache/shardFile.ts';
import { fromHalf } from '../../../../native-worker/activations/halfFloat.ts';
import { decodeSafetensors, SafetensorsError } from '../../../../native-worker/sae/formats/safetensors.ts';

/** Written as a shard and read again. */
function throughShard(values: Float32Array, dIn: number): Float32Array {
  const writer = new ShardWriter(values.length / dIn, dIn);
  for (let row = 0; row < values.length / dIn; row++) writer.add(values, row);
  const rows = writer.rows;
  const shard = decodeShard(writer.take(), rows, dIn);
  const read = rowTarget(rows, dIn);
  for (let row = 0; row < rows; row++) readShardRow(shard, row, dIn, read, row * dIn);
  return read.out;
}

/** Up to 2^127: the last binade of float32 may round up to infinity, and no model that gives it can be trained on. */
const finite = fc.float({ noNaN: true, min: Math.fround(-(2 ** 127)), max: 2 ** 127 });

describe('a shard of stored activations', () => {
  test('moves no value by more than half a step of fp16, whatever the norm of its row', () => {
    fc.assert(
      fc.property(fc.array(finite, { minLength: 4, maxLength: 4 }), (row) => {
        const values = Float32Array.from(row);
        const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
        throughShard(values, 4).forEach((value, i) => {
          const exact = values[i] ?? 0;
          // The smallest float32 is the floor under everything.
          const allowed = Math.max(Math.abs(exact) * 2 ** -11, largest * 2 ** -39, 2 ** -149);
          expect(Math.abs(value - exact)).toBeLessThanOrEqual(allowed);
        });
      }),
    );
  });

  test('keeps rows beyond the range of fp16, and rows far below it', () => {
    const values = Float32Array.of(3e8, -1.5e8, 6e-9, -3e-9, 0, 0);
    const read = throughShard(values, 2);
    values.forEach((value, i) => {
      expect(Math.abs((read[i] ?? NaN) - value)).toBeLessThanOrEqual(Math.abs(value) * 2 ** -11);
    });
  });

  test('gives back exactly what fits into eleven bits', () => {
    const values = Float32Array.of(1, -0.5, 1.5, 2047, 0.125, -1024);
    expect(throughShard(values, 3)).toEqual(values);
  });

  test('reads every half as its plain definition does', () => {
    const halves = Uint16Array.from({ length: 0x10000 }, (_, half) => half).filter(
      (half) => (half & 0x7c00) !== 0x7c00,
    );
    const shard = { rows: 1, halves, exponents: Int16Array.of(0) };
    const target = rowTarget(1, halves.length);
    readShardRow(shard, 0, halves.length, target, 0);
    expect(target.out.every((value, i) => value === fromHalf(halves[i] ?? NaN))).toBe(true);
  });

  test('is a safetensors file', () => {
    const writer = new ShardWriter(2, 3);
    writer.add(Float32Array.of(1, 2, 3), 0);
    const bytes = writer.take();
    // The reader of float32 files understands its header, and refuses the type it names.
    expect(() => decodeSafetensors(bytes, 'shard')).toThrow(SafetensorsError);
    expect(() => decodeSafetensors(bytes, 'shard')).toThrow("'activations' has the type F16");
  });

  test('can be read from any place in a larger buffer', () => {
    const writer = new ShardWriter(1, 2);
    writer.add(Float32Array.of(1, -2), 0);
    const bytes = writer.take();
    const shifted = Buffer.concat([Buffer.alloc(1), bytes]).subarray(1);
    const target = rowTarget(1, 2);
    readShardRow(decodeShard(shifted, 1, 2), 0, 2, target, 0);
    expect([...target.out]).toEqual([1, -2]);
  });
});
