/**
 * What a checkpoint's header says and which arrays follow it. Version 2 holds tied and untied states and any algorithm's memory; version 1
 * (tied, GBA alone) is still read.
 */
import { z } from 'zod';
import { stateArrayLength, stateArrays, type StateArray, type StateSizes } from '../compute/saeState.ts';
import type { AlgorithmMemory } from './algorithms/algorithm.ts';
import { gbaMemory } from './algorithms/gbaMemory.ts';

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

/** What a header says of the arrays that follow it. */
export interface CheckpointLayout {
  sizes: StateSizes;
  /** The state's arrays that come first, in their order; float32. */
  state: readonly { name: StateArray; length: number }[];
  /** What comes after them, still zero: to be filled in order. */
  memory: AlgorithmMemory;
  lastFired: Float64Array;
}

export function layoutOf(header: CheckpointHeader): CheckpointLayout {
  const { dIn, dSae } = header;
  const sizes = { dIn, dSae, tied: header.version === 1 || header.tied };
  const names = header.version === 1 ? firstArrays : stateArrays;
  return {
    sizes,
    state: names.map((name) => ({ name, length: stateArrayLength(name, sizes) })),
    memory: header.version === 1 ? firstMemory(header) : secondMemory(header),
    lastFired: new Float64Array(dSae),
  };
}

export function arrayTypes({ arrays }: AlgorithmMemory): { name: string; type: ArrayType; length: number }[] {
  return Object.entries(arrays).map(([name, array]) => ({ name, type: typeOf(array), length: array.length }));
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
