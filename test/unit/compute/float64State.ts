/** States in float64, tied or untied, for tests of the reference backend's full precision. */
import { isTied, stateArrays } from '../../../native-worker/compute/saeState.ts';
import type { SaeState } from '../../../native-worker/compute/saeState.ts';
import { Random } from '../../../native-worker/sae/random.ts';

export function toFloat64(state: SaeState): SaeState<Float64Array> {
  const arrays = Object.fromEntries(stateArrays.map((name) => [name, Float64Array.from(state[name])]));
  return { ...state, ...(arrays as Pick<SaeState<Float64Array>, (typeof stateArrays)[number]>) };
}

/** The same decoder with an encoder of its own near it. */
export function untie(state: SaeState<Float64Array>, seed: number): SaeState<Float64Array> {
  if (!isTied(state)) return state;
  const random = new Random(seed);
  const length = state.weights.length;
  return {
    ...state,
    encoder: state.weights.map((value) => value + 0.1 * random.normal()),
    encoderFirstMoment: new Float64Array(length),
    encoderSecondMoment: new Float64Array(length),
  };
}
