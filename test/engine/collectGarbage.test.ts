import { expect, it } from 'vitest';
import { collectGarbage } from '../../native-worker/collectGarbage.ts';

it('Large arrays that nobody holds any more are given back at once, without a flag on the command line', async () => {
  collectGarbage();
  const before = process.memoryUsage().arrayBuffers;
  (() => new Float32Array(2 ** 25).fill(1))();
  expect(process.memoryUsage().arrayBuffers - before).toBeGreaterThan(2 ** 26);
  collectGarbage();
  // V8 sweeps beside us.
  await expect.poll(() => process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 26);
});
