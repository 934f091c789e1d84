/** The forward pass of a batch in float64: u = E (x - bPre), y = u + b, a selection, z = u or y, xhat = sum a z w + bPre. */
import type { BackendOptions } from '../backend.ts';
import type { FloatArray, SaeState } from '../saeState.ts';
import { selectPairs } from './selectPairs.ts';
import { addRow, dot } from './vectors.ts';

/** The parameters of an SAE, in either precision. */
export type Parameters = Pick<
  SaeState<FloatArray>,
  'dIn' | 'dSae' | 'weights' | 'encoder' | 'scales' | 'biases' | 'thresholds' | 'preBias'
>;

export interface Forward {
  rows: number;
  /** x - bPre, shape [rows, dIn]. */
  centred: Float64Array;
  /** Shape [rows, dSae]. */
  y: Float64Array;
  /** 1 for each active pair, shape [rows, dSae]. */
  active: Uint8Array;
  /** 0 where not active, shape [rows, dSae]. */
  z: Float64Array;
  /** xhat - x of each prefix, shape [rows, dIn]; the last is the full width. */
  residuals: Float64Array[];
}

/** E: the encoder's rows, which are the decoder's when tied; shape [dSae, dIn]. */
export function encoderRows({ weights, encoder }: Pick<Parameters, 'weights' | 'encoder'>): FloatArray {
  return encoder.length === 0 ? weights : encoder;
}

/** @param x normalised rows, shape [rows, dIn] */
export function forwardPass(x: FloatArray, parameters: Parameters, options: BackendOptions): Forward {
  const { dIn, biases, preBias, thresholds } = parameters;
  const centred = Float64Array.from(x, (value, i) => value - (preBias[i % dIn] ?? 0));
  const u = projections(centred, parameters);
  const y = u.map((value, pair) => value + (biases[pair % biases.length] ?? 0));
  const active = selectPairs(y, thresholds, options.selection);
  const z = (options.activation === 'jumprelu' ? u : y).map((value, pair) => (active[pair] ? value : 0));
  const rows = x.length / dIn;
  return { rows, centred, y, active, z, residuals: residuals(centred, z, parameters, options.prefixes) };
}

/** u = E (x - bPre), shape [rows, dSae]. @param centred x - bPre, shape [rows, dIn] */
export function projections(centred: Float64Array, parameters: Parameters): Float64Array {
  const { dIn, dSae } = parameters;
  const encoder = encoderRows(parameters);
  const rows = centred.length / dIn;
  const u = new Float64Array(rows * dSae);
  for (let row = 0; row < rows; row++) {
    const input = centred.subarray(row * dIn, (row + 1) * dIn);
    for (let m = 0; m < dSae; m++) u[row * dSae + m] = dot(input, encoder, m * dIn);
  }
  return u;
}

function residuals(
  centred: Float64Array,
  z: Float64Array,
  { dIn, dSae, weights, scales }: Parameters,
  prefixes: readonly number[],
): Float64Array[] {
  const results = prefixes.map(() => new Float64Array(centred.length));
  for (let row = 0; row * dIn < centred.length; row++) {
    const residual = centred.slice(row * dIn, (row + 1) * dIn).map((value) => -value);
    let m = 0;
    prefixes.forEach((width, prefix) => {
      for (; m < width; m++) addRow(residual, weights, m * dIn, (scales[m] ?? 0) * (z[row * dSae + m] ?? 0));
      results[prefix]?.set(residual, row * dIn);
    });
  }
  return results;
}
