/** Puts arrays where kernels can work on them, at low addresses and beyond 2 GiB, and reads them back. */
import { Kernels } from '../../../native-worker/kernels/kernels.ts';
import type { Fields, Structure } from '../../../native-worker/kernels/structures.ts';

export class KernelRoom {
  readonly kernels = new Kernels();

  /** @param from address above which everything lies; pages that nobody touches cost no memory */
  constructor(from: number) {
    if (from > 0) this.kernels.allocate(from);
    // 128 MiB at once, untouched as yet: growing for each small array would take longer than the tests.
    this.kernels.memory.grow(2048);
  }

  get call(): Kernels['call'] {
    return this.kernels.call;
  }

  floats(values: ArrayLike<number>): number {
    const at = this.kernels.allocate(4 * values.length);
    this.kernels.floats(at, values.length).set(values);
    return at;
  }

  doubles(values: ArrayLike<number>): number {
    const at = this.kernels.allocate(8 * values.length);
    this.kernels.doubles(at, values.length).set(values);
    return at;
  }

  words(values: ArrayLike<number>): number {
    const at = this.kernels.allocate(4 * values.length);
    this.kernels.words(at, values.length).set(values);
    return at;
  }

  bytes(values: ArrayLike<number>): number {
    const at = this.kernels.allocate(values.length);
    this.kernels.bytes(at, values.length).set(values);
    return at;
  }

  /** Rows, each filled up with zeros to the stride of kernels. */
  rows(rows: readonly (readonly number[])[], stride: number): number {
    const at = this.kernels.allocate(4 * stride * rows.length);
    const values = this.kernels.floats(at, stride * rows.length);
    rows.forEach((row, m) => {
      values.set(row, m * stride);
    });
    return at;
  }

  structure<F extends Fields>(
    layout: Structure<F>,
    values: Readonly<Partial<Record<keyof F, number>>>,
  ): number {
    const at = this.kernels.allocate(layout.size);
    layout.write(this.kernels.view, at, values);
    return at;
  }

  readFloats(at: number, count: number): number[] {
    return [...this.kernels.floats(at, count)];
  }

  readDoubles(at: number, count: number): number[] {
    return [...this.kernels.doubles(at, count)];
  }

  readWords(at: number, count: number): number[] {
    return [...this.kernels.words(at, count)];
  }

  readBytes(at: number, count: number): number[] {
    return [...this.kernels.bytes(at, count)];
  }

  /** The first `width` values of each row. */
  readRows(at: number, count: number, width: number, stride: number): number[][] {
    const values = this.kernels.floats(at, count * stride);
    return Array.from({ length: count }, (_, m) => [...values.subarray(m * stride, m * stride + width)]);
  }
}

/** For describe.each; every kernel is tested at both. */
export const places = [
  { place: 'low addresses', from: 0 },
  { place: 'addresses beyond 2 GiB', from: 2 ** 31 },
] as const;
