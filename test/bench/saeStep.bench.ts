/**
 * Milliseconds of one dense SAE step on the CPU: GBA at three sizes, then every algorithm at the first, alternating within one process so
 * that all meet the same machine: `npm run bench saeStep`.
 */
import type { BackendOptions } from '../../native-worker/compute/backend.ts';
import { DenseBackend } from '../../native-worker/compute/dense/denseBackend.ts';
import { recipes, startOf } from '../engine/compute/forms.ts';

const batchTokens = 1024;
const rounds = 24;
const sizes = [
  { dIn: 192, dSae: 2048 },
  { dIn: 192, dSae: 4096 },
  { dIn: 576, dSae: 4096 },
];

interface Contestant {
  name: string;
  backend: DenseBackend;
  step: () => Promise<unknown>;
  times: number[];
}

/** @param deadShare share of the features that the auxiliary loss takes for dead */
async function contestant(name: string, options: BackendOptions, deadShare = 0): Promise<Contestant> {
  const backend = await DenseBackend.open(options);
  const { state, batch } = startOf(options, 1);
  await backend.load(state);
  const x = batch(batchTokens);
  const dead = Float32Array.from({ length: options.dSae }, (_, m) => (m % 100 < 100 * deadShare ? 1 : 0));
  const settings = { learningRate: 1e-4, penaltyWeight: 1e-3, dead };
  return { name, backend, step: () => backend.step(x, settings), times: [] };
}

async function race(contestants: readonly Contestant[]): Promise<void> {
  for (let round = -2; round < rounds; round++) {
    for (const { step, times } of contestants) {
      const start = performance.now();
      await step();
      if (round >= 0) times.push(performance.now() - start);
    }
  }
  for (const { backend } of contestants) await backend.dispose();
}

function figures(times: readonly number[]): { median: number; fastest: number } {
  const sorted = times.toSorted((p, q) => p - q);
  return { median: sorted[Math.floor(sorted.length / 2)] ?? NaN, fastest: sorted[0] ?? NaN };
}

async function gbaAtSizes(): Promise<void> {
  for (const { dIn, dSae } of sizes) {
    const options = recipes({ dIn, dSae, batchTokens })['gba'];
    if (!options) throw new Error('There is no recipe for gba.');
    const gba = await contestant('gba', options);
    await race([gba]);
    const { median, fastest } = figures(gba.times);
    const gigaflops = (10 * batchTokens * dIn * dSae) / (median * 1e6);
    const line = `median ${median.toFixed(1)} ms, fastest ${fastest.toFixed(1)} ms, ${gigaflops.toFixed(0)} GFLOP/s`;
    process.stdout.write(`gba, dIn ${dIn} dSae ${dSae} B ${batchTokens}: ${line}\n`);
  }
}

async function everyAlgorithm(): Promise<void> {
  const [size] = sizes;
  if (!size) return;
  const contestants: Contestant[] = [];
  for (const [name, options] of Object.entries(recipes({ ...size, batchTokens }))) {
    contestants.push(await contestant(name, options));
    if (options.auxiliary)
      contestants.push(await contestant(`${name}, a tenth of the features dead`, options, 0.1));
  }
  await race(contestants);
  const gba = figures(contestants[0]?.times ?? []).median;
  process.stdout.write(
    `\n| dIn ${size.dIn}, dSae ${size.dSae}, B ${batchTokens} | median, ms | fastest, ms | over gba |\n|---|---|---|---|\n`,
  );
  for (const { name, times } of contestants) {
    const { median, fastest } = figures(times);
    const cells = [name, median.toFixed(1), fastest.toFixed(1), (median / gba).toFixed(2)];
    process.stdout.write(`| ${cells.join(' | ')} |\n`);
  }
}

await gbaAtSizes();
await everyAlgorithm();
