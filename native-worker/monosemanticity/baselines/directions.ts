/**
 * Directions that no training made, in the space the SAE's encoder sees: what a feature must be better than. A direction's unit fires on
 * the tokens with the largest projections, on as many as the feature it is paired with.
 */
import { Random } from '../../sae/random.ts';
import { addScaled, principalComponents, toUnit } from './principalComponents.ts';

export const DIRECTION_KINDS = ['directions', 'neurons', 'mlpNeurons', 'pca', 'dataPoints'] as const;
export type DirectionKind = (typeof DIRECTION_KINDS)[number];

export interface DirectionUnit {
  kind: DirectionKind;
  /** Unit vector, shape [dIn]. */
  direction: Float32Array;
}

/** As many of each kind as features, fewer where the layer has not so many neurons or components. */
const MOST_COMPONENTS = 100;

/**
 * @param sample rows of encoder inputs, shape [rows, dIn]
 * @param count units of each kind
 */
export async function makeDirections(
  sample: Float32Array,
  dIn: number,
  count: number,
  seed: number,
): Promise<DirectionUnit[]> {
  const random = new Random(seed);
  const centred = centre(sample, dIn);
  const gaussian = gaussianDirections(centred, dIn, count, random);
  const components = await signedComponents(centred, dIn, count, random);
  // The MLP's neurons lie elsewhere: evaluation/mlpNeurons.ts reads them.
  const of = (kind: DirectionKind, rows: readonly Float32Array[]): DirectionUnit[] =>
    rows.map((direction) => ({ kind, direction }));
  return [
    ...of('directions', gaussian),
    ...of('neurons', axes(dIn, count, random)),
    ...of('pca', components),
    ...of('dataPoints', dataPoints(centred, dIn, count, random)),
  ];
}

function centre(sample: Float32Array, dIn: number): Float32Array {
  const rows = sample.length / dIn;
  const mean = new Float64Array(dIn);
  for (let row = 0; row < rows; row++) addScaled(mean, sample.subarray(row * dIn, (row + 1) * dIn), 1 / rows);
  return sample.map((value, i) => value - (mean[i % dIn] ?? 0));
}

/** Sums of g (x - mean) with g standard normal: exactly Gaussian with the covariance of the sample, so that none has to be factored. */
function gaussianDirections(
  centred: Float32Array,
  dIn: number,
  count: number,
  random: Random,
): Float32Array[] {
  const sums = Array.from({ length: count }, () => new Float64Array(dIn));
  for (let start = 0; start < centred.length; start += dIn) {
    const row = centred.subarray(start, start + dIn);
    for (const sum of sums) addScaled(sum, row, random.normal());
  }
  return sums.map((sum) => {
    const direction = Float32Array.from(sum);
    toUnit(direction);
    return direction;
  });
}

/** Axes with either sign, drawn at random. */
export function axes(dIn: number, count: number, random: Random): Float32Array[] {
  return random.sample(Math.min(count, 2 * dIn), 2 * dIn).map((drawn) => {
    const axis = new Float32Array(dIn);
    axis[drawn >> 1] = drawn % 2 === 0 ? 1 : -1;
    return axis;
  });
}

/** The leading components with both signs, strongest first. */
async function signedComponents(
  centred: Float32Array,
  dIn: number,
  count: number,
  random: Random,
): Promise<Float32Array[]> {
  const wanted = Math.min(Math.ceil(count / 2), MOST_COMPONENTS, dIn);
  const components = await principalComponents(centred, dIn, wanted, random);
  return components.flatMap((row) => [row, row.map((value) => -value)]).slice(0, count);
}

/** Tokens of the sample themselves: what an SAE started at data points would be before training. */
function dataPoints(centred: Float32Array, dIn: number, count: number, random: Random): Float32Array[] {
  const rows = centred.length / dIn;
  return random.sample(Math.min(count, rows), rows).map((drawn) => {
    const row = centred.slice(drawn * dIn, (drawn + 1) * dIn);
    toUnit(row);
    return row;
  });
}
