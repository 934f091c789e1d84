/** Rows of any length as directions: cosines do not ask how long a decoder row is (L1 leaves them free). A row of zeros is none. */
import { rowNorms } from '../normalisation.ts';

export interface Directions {
  dIn: number;
  /** Rows handed in. */
  total: number;
  /** Unit rows, those of zero length left out; shape [places.length, dIn]. */
  unit: Float32Array;
  /** Index of each unit row among the rows handed in, ascending. */
  places: Uint32Array;
}

/** @param rows shape [total, dIn] */
export function directionsOf(rows: Float32Array, dIn: number): Directions {
  const norms = rowNorms(rows, dIn);
  const places = Uint32Array.from(norms.keys()).filter((row) => (norms[row] ?? 0) > 0);
  const unit = new Float32Array(places.length * dIn);
  places.forEach((row, at) => {
    const norm = norms[row] ?? 1;
    for (let i = 0; i < dIn; i++) unit[at * dIn + i] = (rows[row * dIn + i] ?? 0) / norm;
  });
  return { dIn, total: norms.length, unit, places };
}

/** Those of the directions named by their position among the unit rows. */
export function chosenDirections(
  { dIn, unit, places, total }: Directions,
  chosen: readonly number[],
): Directions {
  const part = new Float32Array(chosen.length * dIn);
  chosen.forEach((at, to) => {
    part.set(unit.subarray(at * dIn, (at + 1) * dIn), to * dIn);
  });
  return { dIn, total, unit: part, places: Uint32Array.from(chosen, (at) => places[at] ?? 0) };
}
