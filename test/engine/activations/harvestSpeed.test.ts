/** The comparison behind `monosema bench harvest`, on the tiny model. How large its figures are is no test's business. */
import { expect, test } from 'vitest';
import { harvestSpeed } from '../../../native-worker/activations/harvestSpeed.ts';
import { UnknownHookPointError } from '../../../native-worker/llm/hookPoints.ts';
import { tinyModelFolder } from '../processes/tinyRun.ts';

const shape = { rows: 2, contextSize: 16, rounds: 1, seconds: 0, threads: 1 };

test('measures the pruned and the whole graph at a hook point', async () => {
  const speed = await harvestSpeed(tinyModelFolder, 'blocks.0.hook_resid_post', shape);
  expect(speed).toMatchObject({ hookPoint: 'blocks.0.hook_resid_post', rows: 2, contextSize: 16 });
  expect(speed.pruned).toBeGreaterThan(0);
  expect(speed.whole).toBeGreaterThan(0);
  expect(speed.outside).toBeGreaterThan(0);
  expect(speed.outside).toBeLessThan(1);
});

test('taps a tensor that the graph gives out anyway', async () => {
  const speed = await harvestSpeed(tinyModelFolder, 'tensor:logits', shape);
  expect(speed.whole).toBeGreaterThan(0);
});

test('names the hook points where there is none of that name', async () => {
  await expect(harvestSpeed(tinyModelFolder, 'blocks.99.hook_resid_post', shape)).rejects.toThrow(
    UnknownHookPointError,
  );
});
