/** Planned bytes against what the backends allocate, and what is refused. */
import { describe, expect, it } from 'vitest';
import type { BackendOptions } from '../../../native-worker/compute/backend.ts';
import { checkMemory, MemoryPlanError } from '../../../native-worker/compute/checkMemory.ts';
import {
  denseShape,
  constantTensors,
  updatedTensors,
} from '../../../native-worker/compute/dense/denseTensors.ts';
import { feedsOfStep } from '../../../native-worker/compute/dense/stepFeeds.ts';
import { stepGraph } from '../../../native-worker/compute/dense/stepGraph.ts';
import { parseNvidiaCards } from '../../../native-worker/compute/freeMemory.ts';
import { planBackend, plannedBytes } from '../../../native-worker/compute/memoryPlan.ts';
import { MemberMemory } from '../../../native-worker/compute/sparse/memberMemory.ts';
import { PairLists } from '../../../native-worker/compute/sparse/pairLists.ts';
import { shareBatch } from '../../../native-worker/compute/sparse/sharedBatch.ts';
import { planShards, shardsOf } from '../../../native-worker/compute/sparse/shardPlan.ts';
import { Kernels } from '../../../native-worker/kernels/kernels.ts';
import { ort } from '../../../native-worker/onnx/ort.ts';
import { recipes } from './forms.ts';
import { liveBytes } from './liveBytes.ts';

const sizes = { dIn: 40, dSae: 2100, batchTokens: 96 };
const forms = recipes(sizes);

function formOf(name: string, of = forms): BackendOptions {
  const options = of[name];
  if (!options) throw new Error(`There is no form '${name}'.`);
  return options;
}

const bytesOf = (options: BackendOptions, threads: number, what: RegExp): number =>
  planBackend(options, 'cpu', threads)
    .filter((use) => what.test(use.what))
    .reduce((sum, use) => sum + use.bytes, 0);

describe('The plan of the sparse backend', () => {
  it.each(Object.keys(forms).flatMap((form) => [1, 3].map((threads) => [form, threads] as const)))(
    'counts what its workers allocate: %s, %i threads',
    (form, threads) => {
      const options = formOf(form);
      const plan = planShards(options);
      let allocated = 0;
      for (let member = 0; member < threads; member++) {
        const kernels = new Kernels();
        const memory = new MemberMemory(kernels, options, plan, shardsOf(member, threads, plan));
        const room = Math.ceil(0.02 * memory.neurons * options.batchTokens) + options.batchTokens;
        const lists = options.auxiliary ? 2 : 1;
        for (let i = 0; i < lists; i++) new PairLists(kernels, memory.neurons, room);
        allocated += kernels.memory.buffer.byteLength;
      }
      const planned = bytesOf(options, threads, /weights|moments|biases|lists|scratch/u);
      // The first page of each memory is empty, and it grows by pages.
      const pages = 2 * 65_536 * threads;
      expect(planned).toBeGreaterThan(allocated - pages);
      expect(planned).toBeLessThan(1.05 * allocated + pages);
    },
  );

  it.each(Object.keys(forms))('counts what they share: %s', (form) => {
    const options = formOf(form);
    const shared = shareBatch(options, planShards(options));
    const arrays = Object.values(shared) as (Float32Array | Float64Array)[];
    const allocated = arrays.reduce((sum, { byteLength }) => sum + byteLength, 0);
    expect(bytesOf(options, 2, /shared/u)).toBe(allocated);
  });

  it("knows the size of the paper's GBA", () => {
    const paper = formOf('gba', recipes({ dIn: 1536, dSae: 65_536, batchTokens: 1024 }));
    // Weights of 65,536 x 1,536 floats, and twice that for Adam.
    expect(bytesOf(paper, 1, /^weights/u)).toBe(402_653_184);
    expect(bytesOf(paper, 1, /moments/u)).toBe(805_306_368);
  });
});

describe('The plan of the dense step', () => {
  const shapes = [
    { dIn: 16, dSae: 512, batchTokens: 256 },
    { dIn: 256, dSae: 512, batchTokens: 16 },
    { dIn: 128, dSae: 1024, batchTokens: 128 },
  ];
  it.each(Object.keys(forms))('bounds what its graph needs at once: %s', async (form) => {
    for (const shape of shapes) {
      const options = formOf(form, recipes(shape));
      const plan = planBackend(options, 'webgpu', 1);
      const planned = plan.find(({ what }) => what === 'matrices of a step')?.bytes ?? 0;
      for (const auxiliary of options.auxiliary ? [false, true] : [false]) {
        const needed = await liveBytes(stepGraph(options, { auxiliary }).bytes, allFeeds(options, auxiliary));
        expect(planned).toBeGreaterThanOrEqual(needed);
        // Room for the codes of an encoded block of 1,024 rows is planned at the least.
        expect(planned).toBeLessThan(Math.max(1.75 * needed, 4 * 1024 * options.dSae + 1));
      }
    }
  });

  it('puts the state and its next one on the card, and on the host only where it crosses', () => {
    const options = formOf('gba', recipes({ dIn: 64, dSae: 512, batchTokens: 16 }));
    const matrices = 3 * 512 * 64 * 4;
    const of = (device: 'webgpu' | 'cuda', what: string, where: string): number =>
      planBackend(options, device, 1).find((use) => use.what === what && use.where === where)?.bytes ?? 0;
    // Besides the matrices: a, b and theta with their moments, b_pre with its own; counts and peaks.
    expect(of('webgpu', "weights with Adam's moments", 'device')).toBe(matrices + 4 * (9 * 512 + 3 * 64));
    expect(of('webgpu', 'what a step makes of them', 'device')).toBe(matrices + 4 * 2 * 512);
    expect(of('webgpu', 'the same weights before and after a run', 'host')).toBe(0);
    expect(of('cuda', 'the same weights before and after a run', 'host')).toBe(
      2 * matrices + 4 * (11 * 512 + 3 * 64),
    );
    expect(of('cuda', 'batches of 10 steps', 'device')).toBe(10 * 16 * 64 * 4);
  });
});

describe('What cannot fit', () => {
  const options = formOf('gba', recipes({ dIn: 64, dSae: 4096, batchTokens: 256 }));
  const plenty = { bytes: 1e12, source: 'a lot' };

  it('is refused with the figures, the largest part and what would fit', () => {
    const check = {
      options,
      device: 'cpu',
      threads: 1,
      host: { bytes: 9e6, source: 'free now' },
      gpu: null,
    } as const;
    expect(() => checkMemory(check)).toThrow(MemoryPlanError);
    expect(() => checkMemory(check)).toThrow(
      /4096 features with 256 tokens a step needs \d+ MB, but there are 9 MB \(free now\)\. Most of it: .*\. Use \d+ features, or \d+ tokens a step, or free some memory\./u,
    );
    const advised = /Use (\d+) features/u.exec(messageOf(() => checkMemory(check)))?.[1];
    const smaller = formOf('gba', recipes({ dIn: 64, dSae: Number(advised), batchTokens: 256 }));
    expect(plannedBytes(checkMemory({ ...check, options: smaller }), 'host')).toBeLessThanOrEqual(9e6);
  });

  it('is refused where one thread would need more than WebAssembly can have, though the machine has it', () => {
    const large = formOf('gba', recipes({ dIn: 1536, dSae: 262_144, batchTokens: 1024 }));
    const check = { device: 'cpu', host: plenty, gpu: null } as const;
    expect(() => checkMemory({ ...check, options: large, threads: 1 })).toThrow(
      /6\.\d GB on one of 1 threads, but each can have 4\.3 GB; more threads share it\..*Use 131072 features/u,
    );
    expect(checkMemory({ ...check, options: large, threads: 2 }).length).toBeGreaterThan(3);
    const paper = formOf('gba', recipes({ dIn: 1536, dSae: 65_536, batchTokens: 1024 }));
    expect(plannedBytes(checkMemory({ ...check, options: paper, threads: 1 }), 'host')).toBeLessThan(1.8e9);
  });

  it('is told of a card by name, and passes where nobody knows', () => {
    const cards = parseNvidiaCards('NVIDIA H100, 570.1, 12, 81000\nnonsense\n');
    expect(cards).toEqual([
      { name: 'NVIDIA H100', driver: '570.1', freeBytes: 12 * 2 ** 20, totalBytes: 81_000 * 2 ** 20 },
    ]);
    const gpu = { bytes: cards[0]?.freeBytes ?? null, source: 'free on NVIDIA H100' };
    const check = { options, device: 'cuda', threads: 1, host: plenty, gpu } as const;
    expect(() => checkMemory(check)).toThrow(/free on NVIDIA H100.*or the device 'cpu'/u);
    const unknown = { bytes: null, source: 'nothing tells' };
    expect(plannedBytes(checkMemory({ ...check, gpu: unknown }), 'device')).toBeGreaterThan(12 * 2 ** 20);
  });
});

function messageOf(work: () => unknown): string {
  try {
    work();
    return '';
  } catch (error) {
    return String(error);
  }
}

/** Any values for every input of a step. */
function allFeeds(options: BackendOptions, auxiliary: boolean): Record<string, ort.Tensor> {
  const { batchTokens, dIn, dSae } = options;
  const x = Float32Array.from({ length: batchTokens * dIn }, (_, i) => Math.sin(i));
  const dead = Float32Array.from({ length: dSae }, (_, m) => (m % 5 === 0 ? 1 : 0));
  const settings = { learningRate: 1e-3, ...(auxiliary ? { dead } : {}) };
  const feeds = Object.fromEntries(feedsOfStep(options, { x, settings, step: 1 }));
  for (const name of [...updatedTensors(options), ...constantTensors(options)]) {
    const shape = denseShape(name, options);
    const length = shape.reduce((product, side) => product * side, 1);
    feeds[name] = new ort.Tensor(
      'float32',
      Float32Array.from({ length }, (_, i) => Math.cos(i)),
      shape,
    );
  }
  const { penaltyWeight, ...others } = feeds;
  return options.penalty && penaltyWeight ? { ...others, penaltyWeight } : others;
}
