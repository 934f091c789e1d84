import { expect, test } from 'vitest';
import type { ComputeDevice } from '../../../protocol/device.ts';
import { chooseHarvestAhead } from '../../../native-worker/runs/harvestAhead.ts';
import { RunControl } from '../../../native-worker/runs/runControl.ts';

test.each<[ComputeDevice, ComputeDevice, number, boolean, RegExp]>([
  ['cpu', 'cpu', 2, true, /while training goes on: they share 2 threads of the CPU/u],
  ['cpu', 'cpu', 1, false, /by turns: there is one thread/u],
  ['cpu', 'reference', 2, true, /they share 2 threads/u],
  ['webgpu', 'cpu', 1, true, /the language model runs on webgpu, training on cpu/u],
  ['cpu', 'cuda', 1, true, /the language model runs on cpu, training on cuda/u],
  ['webgpu', 'webgpu', 8, false, /by turns: both keep webgpu busy/u],
])('the model on %s, training on %s, %i threads: harvests ahead %s', (llm, sae, threads, ahead, reason) => {
  const choice = chooseHarvestAhead({ chosen: llm }, { chosen: sae }, threads);
  expect(choice.harvestAhead).toBe(ahead);
  expect(choice.reason).toMatch(reason);
});

test('a pause is told of once, though training and harvest both wait for its end', async () => {
  const told: boolean[] = [];
  const control = new RunControl((paused) => told.push(paused));
  control.pause();
  const waiting = Promise.all([control.mayContinue(), control.mayContinue()]);
  control.resume();
  expect(await waiting).toEqual([true, true]);
  expect(told).toEqual([true, false]);
  control.pause();
  const stopped = control.mayContinue();
  control.stop('user');
  expect(await stopped).toBe(false);
  expect(told).toEqual([true, false, true]);
});
