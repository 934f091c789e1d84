/** Planned bytes against what the backends allocate, and what is refused. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Backend, BackendOptions } from '../../../native-worker/compute/backend.ts';
import { checkMemory, MemoryPlanError } from '../../../native-worker/compute/checkMemory.ts';
import { stepGraph } from '../../../native-worker/compute/dense/stepGraph.ts';
import { parseNvidiaCards } from '../../../native-worker/compute/freeMemory.ts';
import { planBackend, plannedBytes } from '../../../native-worker/compute/memoryPlan.ts';
import { InlineTeam } from '../../../native-worker/compute/sparse/inlineTeam.ts';
import { shareBatch } from '../../../native-worker/compute/sparse/sharedBatch.ts';
import { planShards } from '../../../native-worker/compute/sparse/shardPlan.ts';
import { SparseBackend } from '../../../native-worker/compute/sparse/sparseBackend.ts';
import { Kernels } from '../../../native-worker/kernels/kernels.ts';
import type { Int8 } from '../../../protocol/device.ts';
import { allFeeds } from './allFeeds.ts';
import { recipes, startOf } from './forms.ts';
import { liveBytes } from './liveBytes.ts';
import { withDensity } from './withDensity.ts';

const sizes = { dIn: 40, dSae: 2100, batchTokens: 96 };
const forms = recipes(sizes);

function formOf(name: string, of = forms): BackendOptions {
  const options = of[name];
  if (!options) throw new Error(`There is no form '${name}'.`);
  return options;
}

const bytesOf = (options: BackendOptions, threads: number, what: RegExp, int8: Int8 = 'off'): number =>
  planBackend(options, 'cpu', threads, int8)
    .filter((use) => what.test(use.what))
    .reduce((sum, use) => sum + use.bytes, 0);

/** The sparse backend in this thread, with every byte that its workers ask their kernels for. */
async function openCounted(options: BackendOptions, members: number, int8: boolean) {
  const asked = vi.spyOn(Kernels.prototype, 'allocate');
  const plan = planShards(options);
  const shared = shareBatch(options, plan);
  const team = await InlineTeam.open({ options, plan, shared, members, int8 });
  const device = { requested: 'cpu', chosen: 'cpu', reason: '', rejected: [] } as const;
  const backend = new SparseBackend(options, { plan, shared, team, device: { ...device, rejected: [] } });
  const bytes = (): number => asked.mock.calls.reduce((sum, [count]) => sum + count, 0);
  return { backend, bytes };
}

/** Everything active, so that every block is dense. */
async function stepDensely(backend: Backend, options: BackendOptions): Promise<number | undefined> {
  const { state, batch } = startOf(options, 3);
  await backend.load({
    ...state,
    biases: state.biases.map(() => 9),
    thresholds: state.thresholds.map(() => 0),
  });
  return (await backend.step(batch(options.batchTokens), { learningRate: 1e-3 })).denseShare;
}

async function readCodes(backend: Backend, options: BackendOptions): Promise<void> {
  const { batch } = startOf(options, 4);
  const values = (value: number): Float32Array => new Float32Array(options.dSae).fill(value);
  const rule = { activation: options.activation, biases: values(0), cuts: values(100), k: null };
  await backend.encode(batch(options.batchTokens), rule);
}

const kept = /weights|moments|biases|lists|int8|scratch/u;

describe('The plan of the sparse backend', () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  const shapes = [
    { dIn: 40, dSae: 2100, batchTokens: 96 },
    { dIn: 7, dSae: 300, batchTokens: 33 },
    { dIn: 130, dSae: 700, batchTokens: 64 },
  ];
  const cases = shapes.flatMap((shape) =>
    Object.entries(recipes(shape)).flatMap(([form, options]) =>
      [1, 2, 3].flatMap((threads) =>
        (['on', 'off'] as const)
          .filter((int8) => int8 === 'off' || options.selection.kind === 'threshold')
          .map((int8) => ({ form, options, threads, int8, ...shape })),
      ),
    ),
  );

  it.each(cases)(
    'counts to the byte what its workers allocate: $form, $dIn x $dSae, $threads threads, int8 $int8',
    async ({ options, threads, int8 }) => {
      const members = Math.min(threads, planShards(options).shards);
      const { backend, bytes } = await openCounted(options, members, int8 === 'on');
      expect(bytesOf(options, threads, kept, int8)).toBe(bytes());
      await backend.dispose();
    },
  );

  it.each(['gba', 'polish', 'jumprelu, l0', 'tied, all at once'])(
    'counts to the byte what comes with dense blocks and codes: %s',
    async (form) => {
      // Two workers with eight blocks each: their first lists are long enough to find a block dense.
      const options = formOf(form, recipes({ dIn: 20, dSae: 8190, batchTokens: 16 }));
      const { backend, bytes } = await openCounted(options, 2, false);
      const start = bytes();
      expect(await stepDensely(backend, options)).toBe(1);
      expect(bytesOf(options, 2, /dense/u)).toBe(bytes() - start);
      const before = bytes();
      await readCodes(backend, options);
      expect(bytesOf(options, 2, /read off/u)).toBe(bytes() - before);
      await backend.dispose();
    },
  );

  it.each([1, 2])(
    'has room for a screened step of its own, so that no list grows: %i workers',
    async (members) => {
      const options = formOf('gba', recipes({ dIn: 40, dSae: 1000, batchTokens: 400 }));
      const { state, batch } = startOf(options, 5);
      const x = batch(options.batchTokens);
      const start = await withDensity(options, state, x, 0.005);
      const { backend, bytes } = await openCounted(options, members, true);
      const before = bytes();
      await backend.load(start);
      for (let step = 0; step < 3; step++) await backend.step(x, { learningRate: 1e-5 });
      expect(backend.ways?.screened).toBe(4);
      expect(bytes()).toBe(before);
      await backend.dispose();
    },
  );

  it('knows no int8 where pairs cannot be screened, and counts it where they may', () => {
    expect(bytesOf(formOf('topk'), 1, /int8/u, 'on')).toBe(0);
    expect(bytesOf(formOf('gba'), 1, /int8/u)).toBe(0);
    expect(bytesOf(formOf('gba'), 1, /int8/u, 'auto')).toBe(bytesOf(formOf('gba'), 1, /int8/u, 'on'));
  });

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

  it('is told that it would fit without int8', () => {
    const bytes = plannedBytes(planBackend(options, 'cpu', 1), 'host');
    const check = {
      options,
      device: 'cpu',
      threads: 1,
      host: { bytes, source: 'free now' },
      gpu: null,
    } as const;
    expect(plannedBytes(checkMemory(check), 'host')).toBe(bytes);
    expect(() => checkMemory({ ...check, int8: 'on' })).toThrow(/Use no int8 screening, or \d+ features/u);
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
    const screened = checkMemory({ ...check, options: paper, threads: 1, int8: 'auto' });
    expect(plannedBytes(screened, 'host')).toBeLessThan(1.8e9);
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
