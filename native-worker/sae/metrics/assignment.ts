/**
 * The one-to-one assignment of rows to columns with the greatest sum of values: shortest augmenting paths with dual prices (Jonker and
 * Volgenant 1987; rectangular form as in Crouse 2016). O(n^3) at worst; rows whose best column is free are settled beforehand.
 */
import { ShapeError } from '../../compute/errors.ts';

/**
 * @param values shape [rows, columns], finite
 * @returns the column of each row, -1 for rows left over when there are more rows than columns
 * @throws ShapeError
 */
export function maximumAssignment(values: Float32Array, rows: number, columns: number): Int32Array {
  if (values.length !== rows * columns) throw new ShapeError('The values', rows * columns, values.length);
  if (rows <= columns) return new Assignment(values, rows, columns).solve();
  const transposed = new Float32Array(values.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      transposed[column * rows + row] = values[row * columns + column] ?? 0;
    }
  }
  const rowOf = new Assignment(transposed, columns, rows).solve();
  const columnOf = new Int32Array(rows).fill(-1);
  rowOf.forEach((row, column) => (columnOf[row] = column));
  return columnOf;
}

/** Costs are minus the values; rowPrice + columnPrice <= cost everywhere, with equality on assigned pairs. At most as many rows as columns. */
class Assignment {
  private readonly values: Float32Array;
  private readonly rows: number;
  private readonly columns: number;
  private readonly rowPrice: Float64Array;
  private readonly columnPrice: Float64Array;
  private readonly columnOf: Int32Array;
  private readonly rowOf: Int32Array;
  /** Of the search under way: reduced cost of the cheapest path to each column, and the row before it on that path. */
  private readonly distance: Float64Array;
  private readonly before: Int32Array;
  /** Columns not reached yet come first, `open` of them; those reached follow, the latest first. */
  private readonly order: Int32Array;
  private open = 0;

  constructor(values: Float32Array, rows: number, columns: number) {
    this.values = values;
    this.rows = rows;
    this.columns = columns;
    this.rowPrice = new Float64Array(rows);
    this.columnPrice = new Float64Array(columns);
    this.columnOf = new Int32Array(rows).fill(-1);
    this.rowOf = new Int32Array(columns).fill(-1);
    this.distance = new Float64Array(columns);
    this.before = new Int32Array(columns);
    this.order = new Int32Array(columns);
  }

  solve(): Int32Array {
    for (let row = 0; row < this.rows; row++) this.takeBestColumn(row);
    for (let row = 0; row < this.rows; row++) if ((this.columnOf[row] ?? 0) < 0) this.augment(row);
    return this.columnOf;
  }

  /** Prices the row at its cheapest column, and assigns that if nobody has it. */
  private takeBestColumn(row: number): void {
    const { values, columns, columnOf, rowOf, rowPrice } = this;
    let [best, at] = [-Infinity, -1];
    for (let column = 0; column < columns; column++) {
      const value = values[row * columns + column] ?? 0;
      if (value > best) [best, at] = [value, column];
    }
    rowPrice[row] = -best;
    if (at < 0 || (rowOf[at] ?? 0) >= 0) return;
    rowOf[at] = row;
    columnOf[row] = at;
  }

  /** Finds the cheapest path from a free row to a free column, moves the prices along and flips the path. */
  private augment(start: number): void {
    const { rowOf, columnOf, before } = this;
    const { sink, length } = this.search(start);
    this.movePrices(start, length);
    let column = sink;
    for (let row = -1; row !== start;) {
      row = before[column] ?? 0;
      const given = columnOf[row] ?? 0;
      rowOf[column] = row;
      columnOf[row] = column;
      column = given;
    }
  }

  private search(start: number): { sink: number; length: number } {
    const { order, columns, rowOf, distance } = this;
    for (let column = 0; column < columns; column++) order[column] = column;
    distance.fill(Infinity);
    this.open = columns;
    let [row, length] = [start, 0];
    for (;;) {
      const nearest = this.relax(row, length);
      const column = order[nearest] ?? 0;
      length = distance[column] ?? 0;
      order[nearest] = order[--this.open] ?? 0;
      order[this.open] = column;
      const next = rowOf[column] ?? 0;
      if (next < 0) return { sink: column, length };
      row = next;
    }
  }

  /** Tries every open column from this row; returns the position in `order` of the nearest, a free one among equals. */
  private relax(row: number, length: number): number {
    const { order, distance, before, values, columns, columnPrice, rowOf, open } = this;
    const base = length - (this.rowPrice[row] ?? 0);
    const offset = row * columns;
    let [shortest, nearest] = [Infinity, 0];
    for (let at = 0; at < open; at++) {
      const column = order[at] ?? 0;
      const through = base - (values[offset + column] ?? 0) - (columnPrice[column] ?? 0);
      let known = distance[column] ?? 0;
      if (through < known) {
        distance[column] = known = through;
        before[column] = row;
      }
      if (known < shortest || (known === shortest && (rowOf[column] ?? 0) < 0)) {
        shortest = known;
        nearest = at;
      }
    }
    return nearest;
  }

  private movePrices(start: number, length: number): void {
    const { order, rowOf, rowPrice, columnPrice, distance } = this;
    rowPrice[start] = (rowPrice[start] ?? 0) + length;
    for (let at = this.open; at < this.columns; at++) {
      const column = order[at] ?? 0;
      const gain = length - (distance[column] ?? 0);
      const row = rowOf[column] ?? 0;
      columnPrice[column] = (columnPrice[column] ?? 0) - gain;
      if (row >= 0) rowPrice[row] = (rowPrice[row] ?? 0) + gain;
    }
  }
}
