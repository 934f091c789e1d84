import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BadWireValueError, decodeValue, encodeValue, UnencodableValueError } from '../../../link/values.ts';

const overJson = (value: unknown): unknown =>
  decodeValue(JSON.parse(JSON.stringify(encodeValue(value))) as never);

describe('the codec of values', () => {
  test('gives back any JSON value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        // JSON itself turns -0 into 0.
        const plain: unknown = JSON.parse(JSON.stringify(value));
        expect(overJson(plain)).toEqual(plain);
      }),
    );
  });

  test.each([
    new Float32Array([1.5, -0, Number.NaN, Number.NEGATIVE_INFINITY]),
    new Float64Array([Math.PI, Number.MIN_VALUE]),
    new Int32Array([-1, 2 ** 31 - 1]),
    new Uint32Array([2 ** 32 - 1]),
    new Uint16Array([65535, 0]),
    new Uint8Array([]),
  ])('gives back %o bit for bit', (array) => {
    const back = overJson({ nested: [array] }) as { nested: [typeof array] };
    expect(back.nested[0]).toBeInstanceOf(array.constructor);
    expect(back.nested[0]).toEqual(array);
  });

  test('gives back a view into a larger buffer as that view alone', () => {
    const view = new Float32Array([0, 1, 2, 3]).subarray(1, 3);
    const back = overJson(view) as Float32Array;
    expect([...back]).toEqual([1, 2]);
    expect(back.buffer.byteLength).toBe(8);
  });

  test('treats an undefined property as absent', () => {
    expect(overJson({ a: 1, b: undefined })).toEqual({ a: 1 });
  });

  test.each([
    [Number.NaN, 'NaN'],
    [Number.POSITIVE_INFINITY, 'Infinity'],
    [undefined, 'undefined'],
    [10n, 'bigint'],
    [new Map(), 'a Map'],
    [new Date(0), 'a Date'],
    [() => 1, 'function'],
  ])('refuses %s with its place', (value, what) => {
    const encode = (): unknown => encodeValue({ rows: [{ density: 0 }, { density: [value] }] });
    expect(encode).toThrow(UnencodableValueError);
    expect(encode).toThrow(`$.rows[1].density[0] is ${what}`);
  });

  test('gives back objects whose keys are special to the codec or to JavaScript', () => {
    const value = JSON.parse('{"$":{"$":"f32","data":""},"__proto__":{"a":1}}') as unknown;
    const back = overJson(value);
    expect(JSON.stringify(back)).toBe(JSON.stringify(value));
  });

  test('refuses an unknown tag and a length that does not fit', () => {
    expect(() => decodeValue({ $: 'f99', data: '' })).toThrow(BadWireValueError);
    expect(() => decodeValue({ $: 'constructor', data: '' })).toThrow(BadWireValueError);
    expect(() => decodeValue({ $: 'f32', data: Buffer.from([1, 2]).toString('base64') })).toThrow('2 bytes');
  });
});
