/**
 * A state that is read in stretches: at the paper's size it has 1.2 GB, and one that is loaded, saved or evaluated must not be whole
 * a second time. Backends, checkpoint files and first states are read alike.
 */
import { checkState } from './checkBatch.ts';
import { isTied, stateArrayLength, stateArrays } from './saeState.ts';
import type { FloatArray, SaeState, StateArray, StateSizes } from './saeState.ts';

export interface StateReader<A extends FloatArray = Float32Array> extends StateSizes {
  /** Optimiser steps done. */
  readonly step: number;
  /** Elements `from` up to `to` of an array, row-major; the caller may keep and change them. */
  readonly read: (name: StateArray, from: number, to: number) => Promise<A>;
}

/** A backend's state was read after a step had changed it. */
export class StateMovedOnError extends Error {
  constructor(read: number, now: number) {
    super(
      `The state of step ${read} was read after step ${now}. Read what is needed of it before the next step.`,
    );
    this.name = 'StateMovedOnError';
  }
}

/** Values of one stretch: 16 MB of float32. */
export const stretchValues = 2 ** 22;

/** Where an array is cut: whole rows, as many as make about 16 MB. */
export function* stretches(name: StateArray, sizes: StateSizes): Generator<{ from: number; to: number }> {
  const length = stateArrayLength(name, sizes);
  const values = Math.max(1, Math.floor(stretchValues / sizes.dIn)) * sizes.dIn;
  for (let from = 0; from < length; from += values) yield { from, to: Math.min(length, from + values) };
}

/** Reads a state that is whole in memory, or passes on what can already be read. @throws ShapeError where an array does not fit */
export function readerOf<A extends FloatArray>(state: SaeState<A> | StateReader<A>): StateReader<A> {
  if ('read' in state) return state;
  const { dIn, dSae, step } = state;
  const sizes = { dIn, dSae, tied: isTied(state) };
  checkState(state, sizes);
  return { ...sizes, step, read: (name, from, to) => Promise.resolve(state[name].slice(from, to) as A) };
}

/** What a backend holds now, as long as it makes no further step. @throws StateMovedOnError when it is read after one */
export function presentState<A extends FloatArray>(
  { dIn, dSae, tied }: StateSizes,
  stepsDone: () => number,
  read: StateReader<A>['read'],
): StateReader<A> {
  const step = stepsDone();
  return {
    dIn,
    dSae,
    tied,
    step,
    read: (name, from, to) => {
      const now = stepsDone();
      return now === step ? read(name, from, to) : Promise.reject(new StateMovedOnError(step, now));
    },
  };
}

/** A whole array. */
export function readArray<A extends FloatArray>(state: StateReader<A>, name: StateArray): Promise<A> {
  return state.read(name, 0, stateArrayLength(name, state));
}

/** Everything, in memory: for SAEs that are known to be small. */
export async function readWhole<A extends FloatArray>(state: StateReader<A>): Promise<SaeState<A>> {
  const arrays: Partial<Record<StateArray, A>> = {};
  for (const name of stateArrays) arrays[name] = await readArray(state, name);
  return { dIn: state.dIn, dSae: state.dSae, step: state.step, ...(arrays as Record<StateArray, A>) };
}

/** State with one value a feature, and b_pre: what algorithms go by. */
export type StateVectors = Pick<SaeState, 'scales' | 'biases' | 'thresholds' | 'preBias'>;

export async function readVectors(state: StateReader): Promise<StateVectors> {
  return {
    scales: await readArray(state, 'scales'),
    biases: await readArray(state, 'biases'),
    thresholds: await readArray(state, 'thresholds'),
    preBias: await readArray(state, 'preBias'),
  };
}
