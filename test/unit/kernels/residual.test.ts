import { describe, expect, it } from 'vitest';
import { KernelRoom, places } from './kernelRoom.ts';
import { check, expectClose } from './problems.ts';
import { at, dot, length, plus, times, zeros } from './twins/vectors.ts';

describe.each(places)('Kernels on whole rows, at $place', ({ from }) => {
  const room = new KernelRoom(from);

  it('subtractRow takes one row from each', () => {
    check((p) => {
      const [rows, row] = [p.matrix(p.tokens), p.values(p.width)];
      const into = room.rows(rows, p.stride);
      room.call.subtractRow(into, p.tokens, room.rows([row], p.stride), p.bytes);
      const expected = rows.map((own) => plus(own, row, -1).map(Math.fround));
      expect(room.readRows(into, p.tokens, p.width, p.stride)).toEqual(expected);
    });
  });

  it('addArray and subtractArray add and take away value by value', () => {
    check((p) => {
      const [rows, more] = [p.matrix(p.tokens), p.matrix(p.tokens)];
      const [sum, difference] = [room.rows(rows, p.stride), room.rows(rows, p.stride)];
      const other = room.rows(more, p.stride);
      room.call.addArray(sum, other, p.tokens * p.bytes);
      room.call.subtractArray(difference, other, p.tokens * p.bytes);
      const expected = (factor: number) =>
        rows.map((row, t) => plus(row, at(more, t), factor).map(Math.fround));
      expect(room.readRows(sum, p.tokens, p.width, p.stride)).toEqual(expected(1));
      expect(room.readRows(difference, p.tokens, p.width, p.stride)).toEqual(expected(-1));
    });
  });

  it('squaredNorms, addColumnSums and squaredDistances sum in float64', () => {
    check((p) => {
      const [rows, mean] = [p.matrix(p.tokens), p.values(p.width)];
      const address = room.rows(rows, p.stride);
      const squares = room.doubles(zeros(p.tokens));
      room.call.squaredNorms(address, p.tokens, p.bytes, squares);
      const norms = rows.map((row) => dot(row, row));
      expectClose(room.readDoubles(squares, p.tokens), norms, 'squares', 1e-14);
      const start = p.values(p.stride);
      const sums = room.doubles(start);
      room.call.addColumnSums(address, p.tokens, p.bytes, sums);
      const columns = rows.reduce((sum, row) => plus(sum, row), start);
      expectClose(room.readDoubles(sums, p.stride), columns, 'columns', 1e-14);
      const padded = room.doubles([...mean, ...zeros(p.stride - p.width)]);
      const distance = room.call.squaredDistances(address, p.tokens, p.bytes, padded);
      const expected = rows.reduce((sum, row) => sum + length(plus(row, mean, -1)) ** 2, 0);
      expectClose([distance], [expected], 'distance', 1e-13);
    });
  });

  it('normaliseRows brings rows to length 1 and leaves rows of zeros', () => {
    check((p) => {
      const rows = p.matrix(p.neurons);
      rows[p.neurons - 1] = zeros(p.width);
      const address = room.rows(rows, p.stride);
      room.call.normaliseRows(address, p.neurons, p.bytes);
      const expected = rows.map((row) => times(row, 1 / Math.max(length(row), 1e-30)));
      expectClose(room.readRows(address, p.neurons, p.width, p.stride), expected);
    });
  });

  it('scaledRows and scaleGradients multiply each row by its own factor', () => {
    check((p) => {
      const [rows, scales] = [p.matrix(p.neurons), p.values(p.neurons)];
      const [address, into] = [room.rows(rows, p.stride), room.rows(p.matrix(p.neurons), p.stride)];
      room.call.scaledRows(address, room.floats(scales), p.neurons, p.bytes, into);
      const scaled = rows.map((row, m) => times(row, at(scales, m)).map(Math.fround));
      expect(room.readRows(into, p.neurons, p.width, p.stride)).toEqual(scaled);
      room.call.scaleGradients(address, room.floats(scales), p.neurons, p.bytes, 0.3);
      const gradients = rows.map((row, m) => times(row, 0.3 * at(scales, m)));
      expectClose(room.readRows(address, p.neurons, p.width, p.stride), gradients);
    });
  });
});
