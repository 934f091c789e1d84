/** The comparison behind `monosema bench harvest`, on the tiny model. How large its figures are is no test's business. */
import { expect, test } from 'vitest';
import { overlapSpeed, waysOfRuns } from '../../../native-worker/runs/overlapSpeed.ts';
import { tinyModelFolder } from '../processes/tinyRun.ts';

test('measures harvest and training one after the other and at once', async () => {
  const shape = { hookPoint: 'blocks.0.hook_resid_post', dSae: 64, batchesPerBlock: 4, rounds: 2 };
  const speeds = await overlapSpeed(tinyModelFolder, shape, waysOfRuns(2));
  expect(speeds.map(({ name }) => name)).toEqual(['one after the other', 'at once']);
  for (const { tokensPerSecond } of speeds) expect(tokensPerSecond).toBeGreaterThan(0);
});
