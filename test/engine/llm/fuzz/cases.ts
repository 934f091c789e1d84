/** The cases of the fuzz test: case i is a function of i, from the fixture to each broken byte. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Random } from '../../../../native-worker/sae/random.ts';
import { byteMutations, graphMutations, mutateGraph, mutateJson, mutateModel } from './mutations.ts';
import type { Bundle } from './mutations.ts';

const small = ['config.json', 'tokenizer.json', 'tokenizer_config.json'];

/** Fixture, its .onnx file, and further files; the fused ones come twice, because their graphs are small and most bytes of them matter. */
const sources: [string, string, string[]][] = [
  ['tiny-llama-genai', 'model.onnx', ['model.onnx.data']],
  ['tiny-llama-genai-int4', 'model.onnx', ['model.onnx.data']],
  ['tiny-gemma3-genai', 'model.onnx', ['model.onnx.data']],
  ['tiny-gpt2', 'onnx/model.onnx', []],
  ['tiny-llama-merged', 'onnx/decoder_model_merged.onnx', []],
  ['tiny-llama-formats', 'onnx/model_int8.onnx', []],
];

async function bundleOf(models: string, [name, onnx, more]: (typeof sources)[number]): Promise<Bundle> {
  const files: Record<string, Uint8Array> = {};
  for (const file of [...small, onnx, ...more]) files[file] = await readFile(path.join(models, name, file));
  return { onnx, files };
}

type Mutation = (bundle: Bundle, random: Random) => void;

const onOnnx =
  (change: (bytes: Uint8Array, random: Random) => Uint8Array): Mutation =>
  (bundle, random) => {
    bundle.files[bundle.onnx] = change(bundle.files[bundle.onnx] ?? new Uint8Array(), random);
  };
const onFile =
  (file: string, change: (bytes: Uint8Array, random: Random) => Uint8Array): Mutation =>
  (bundle, random) => {
    bundle.files[file] = change(bundle.files[file] ?? new Uint8Array(), random);
  };

/** A kind of mutation and how often it comes among the cases. */
const kinds: [string, number, Mutation][] = [
  ...Object.entries(byteMutations).map(([name, change]): [string, number, Mutation] => [
    name,
    8,
    onOnnx(change),
  ]),
  ...Object.entries(graphMutations).map(([name, change]): [string, number, Mutation] => [
    name,
    name.includes('shape values') ? 10 : 3,
    onOnnx((bytes, random) => mutateGraph(bytes, change, random)),
  ]),
  ['versions', 4, onOnnx(mutateModel)],
  ['config.json', 10, onFile('config.json', mutateJson)],
  ['tokenizer.json', 10, onFile('tokenizer.json', mutateJson)],
  ['tokenizer_config.json', 3, onFile('tokenizer_config.json', mutateJson)],
  ['config.json bytes', 2, onFile('config.json', byteMutations.splice)],
  ['tokenizer.json bytes', 3, onFile('tokenizer.json', byteMutations.splice)],
];
const schedule = kinds.flatMap(([name, often, mutation]) =>
  Array.from({ length: often }, () => ({ name, mutation })),
);

export interface Case {
  /** Fixture and kind of mutation, for reports. */
  name: string;
  bundle: Bundle;
}

/** Reads each fixture once. */
export function caseMaker(models: string): (seed: number) => Promise<Case> {
  const read = new Map<number, Promise<Bundle>>();
  return async (seed) => {
    const which = seed % sources.length;
    const source = sources[which];
    const kind = schedule[Math.floor(seed / sources.length) % schedule.length];
    if (!source || !kind) throw new Error(`no case ${seed}`);
    const whole = read.get(which) ?? bundleOf(models, source);
    read.set(which, whole);
    const { onnx, files } = await whole;
    const bundle = { onnx, files: { ...files } };
    kind.mutation(bundle, new Random(seed));
    return { name: `${source[0]}, ${kind.name}`, bundle };
  };
}
