/** Milliseconds of one dense SAE step on the CPU, at the sizes of the demo: `node` on the bundled file, or `npm run bench saeStep`. */
import { gbaForm } from '../../native-worker/compute/backend.ts';
import { DenseBackend } from '../../native-worker/compute/dense/denseBackend.ts';
import { syntheticState } from '../unit/compute/syntheticState.ts';

const batchTokens = 1024;
const sizes = [
  { dIn: 192, dSae: 2048 },
  { dIn: 192, dSae: 4096 },
  { dIn: 576, dSae: 4096 },
];

for (const { dIn, dSae } of sizes) {
  const backend = await DenseBackend.open({
    dIn,
    dSae,
    batchTokens,
    ...gbaForm,
    prefixes: [dSae],
  });
  const { state, batch } = syntheticState({ dIn, dSae, seed: 1 });
  await backend.load(state);
  const times: number[] = [];
  for (let i = 0; i < 24; i++) {
    const x = batch(batchTokens);
    const start = performance.now();
    await backend.step(x, { learningRate: 1e-3, scale: 0.3 });
    times.push(performance.now() - start);
  }
  times.sort((p, q) => p - q);
  const [fastest = 0, median = 0] = [times[0], times[12]];
  const gigaflops = (10 * batchTokens * dIn * dSae) / (median * 1e6);
  const figures = `median ${median.toFixed(1)} ms, fastest ${fastest.toFixed(1)} ms, ${gigaflops.toFixed(0)} GFLOP/s`;
  process.stdout.write(`dIn ${dIn} dSae ${dSae} B ${batchTokens}: ${figures}\n`);
  await backend.dispose();
}
