/**
 * What a checkpoint's header says and which arrays follow it. Version 2 holds tied and untied states and any algorithm's memory; version 1
 * (tied, GBA alone) is still read.
 */
import { z } from 'zod';
import { isTied, stateArrays, zeroState, type StateArray } from '../compute/saeState.ts';
import type { AlgorithmMemory } from './algorithms/algorithm.ts';
import { gbaMemory } from './algorithms/gbaMemory.ts';
import type { TrainerSnapshot } from './trainer.ts';

type MemoryArray = AlgorithmMemory['arrays'][string];

const positionSchema = z.strictObject({ epoch: z.int(), block: z.int(), offset: z.int() });
const common = {
  dIn: z.int().positive(),
  dSae: z.int().positive(),
  step: z.int().nonnegative(),
  normaliser: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('token') }),
    z.strictObject({ kind: z.literal('dataset'), factor: z.number() }),
  ]),
  random: z.tuple([z.int(), z.int(), z.int(), z.int()]),
  startPosition: positionSchema,
  position: positionSchema,
};

const firstSchema = z.strictObject({
  version: z.literal(1),
  ...common,
  lowestBias: z.number(),
  windowRows: z.array(z.int()),
  reports: z.array(z.strictObject({ realised: z.number(), aboveCap: z.number() }).nullable()),
});

const secondSchema = z.strictObject({
  version: z.literal(2),
  ...common,
  tied: z.boolean(),
  memory: z.strictObject({
    values: z.record(z.string(), z.json()),
    arrays: z.array(
      z.strictObject({
        name: z.string(),
        type: z.enum(['float32', 'float64', 'uint32']),
        length: z.int().nonnegative(),
      }),
    ),
  }),
});

export const headerSchema = z.discriminatedUnion('version', [firstSchema, secondSchema]);
export type CheckpointHeader = z.infer<typeof headerSchema>;

/** Arrays of a state in version 1, in their order. */
const firstArrays = [
  'weights',
  'firstMoment',
  'secondMoment',
  'scales',
  'scaleFirstMoment',
  'scaleSecondMoment',
  'biases',
  'preBias',
  'preBiasFirstMoment',
  'preBiasSecondMoment',
] as const satisfies readonly StateArray[];

export interface CheckpointLayout {
  header: CheckpointHeader;
  /** In the order in which they follow the header. */
  arrays: (Float32Array | Float64Array | Uint32Array)[];
}

/** How a snapshot is written: always version 2. */
export function layoutOf(snapshot: TrainerSnapshot): CheckpointLayout {
  const { state, memory, lastFired, normaliser, random, startPosition, position } = snapshot;
  const kept = Object.entries(memory.arrays);
  return {
    header: {
      version: 2,
      dIn: state.dIn,
      dSae: state.dSae,
      step: state.step,
      normaliser,
      random: [...random],
      startPosition,
      position,
      tied: isTied(state),
      memory: {
        values: { ...memory.values },
        arrays: kept.map(([name, array]) => ({ name, type: typeOf(array), length: array.length })),
      },
    },
    arrays: [...stateArrays.map((name) => state[name]), ...kept.map(([, array]) => array), lastFired],
  };
}

/** The snapshot that a header describes, its arrays still zero: to be filled in order. */
export function emptySnapshot(header: CheckpointHeader): {
  snapshot: TrainerSnapshot;
  arrays: CheckpointLayout['arrays'];
} {
  const { dIn, dSae, step, normaliser, random, startPosition, position } = header;
  const tied = header.version === 1 || header.tied;
  const state = { ...zeroState({ dIn, dSae, tied }), step };
  const memory = header.version === 1 ? firstMemory(header) : secondMemory(header);
  const lastFired = new Float64Array(dSae);
  const names = header.version === 1 ? firstArrays : stateArrays;
  return {
    snapshot: { state, memory, lastFired, normaliser, random, startPosition, position },
    arrays: [...names.map((name) => state[name]), ...Object.values(memory.arrays), lastFired],
  };
}

/** Its windows' counts come before their peaks, as in version 1. */
function firstMemory({
  dSae,
  lowestBias,
  windowRows,
  reports,
}: z.infer<typeof firstSchema>): AlgorithmMemory {
  const windows = {
    rows: windowRows,
    counts: new Uint32Array(dSae),
    peaks: new Float32Array(dSae),
    reports,
  };
  return gbaMemory({ lowestBias, windows });
}

function secondMemory({ memory: { values, arrays } }: z.infer<typeof secondSchema>): AlgorithmMemory {
  return {
    values: values,
    arrays: Object.fromEntries(arrays.map(({ name, type, length }) => [name, arrayOf(type, length)])),
  };
}

type ArrayType = 'float32' | 'float64' | 'uint32';

function typeOf(array: MemoryArray): ArrayType {
  if (array instanceof Float32Array) return 'float32';
  return array instanceof Float64Array ? 'float64' : 'uint32';
}

function arrayOf(type: ArrayType, length: number): MemoryArray {
  switch (type) {
    case 'float32':
      return new Float32Array(length);
    case 'float64':
      return new Float64Array(length);
    case 'uint32':
      return new Uint32Array(length);
    default:
      return type satisfies never;
  }
}
