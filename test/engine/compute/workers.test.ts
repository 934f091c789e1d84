/** The sparse backend on threads: as many as there are make no difference to a single bit, and a thread that dies is told of. */
import { expect, it } from 'vitest';
import type { BackendOptions } from '../../../native-worker/compute/backend.ts';
import type { Int8 } from '../../../protocol/device.ts';
import { openSparse } from '../../../native-worker/compute/sparse/openSparse.ts';
import { stateArrays } from '../../../native-worker/compute/saeState.ts';
import { recipes, startOf } from './forms.ts';
import { withDensity } from './withDensity.ts';

const sizes = { dIn: 40, dSae: 1900, batchTokens: 140 };
const forms = recipes(sizes);
const dead = Float32Array.from({ length: sizes.dSae }, (_, m) => (m % 5 === 0 ? 1 : 0));

async function train(options: BackendOptions, members: number, inline: boolean, int8: Int8 = 'off') {
  const backend = await openSparse(options, { members, inline, int8 });
  const { state: start, batch } = startOf(options, 3);
  const state = int8 === 'on' ? await withDensity(options, start, batch(sizes.batchTokens), 0.005) : start;
  await backend.load(state);
  const steps = [];
  for (let i = 0; i < 4; i++) {
    const settings = { learningRate: 1e-2, penaltyWeight: 0.01, ...(i % 2 === 0 ? {} : { dead }) };
    steps.push(await backend.step(batch(sizes.batchTokens), settings));
  }
  const firings = await backend.takeFiringStats();
  const codes = await backend.encode(batch(70), {
    ...state,
    cuts: state.thresholds,
    activation: 'relu',
    k: 5,
  });
  const result = { steps, firings, codes, ways: backend.ways, state: await backend.readState() };
  await backend.dispose();
  return result;
}

const tried = ['gba, everything trained', 'batchtopk', 'jumprelu, l0', 'tied, all at once'];

it.each(tried)('gives the same bits on 1, 2, 3 and 4 workers: %s', async (form) => {
  const options = forms[form];
  if (!options) throw new Error(`There is no form ${form}.`);
  const alone = await train(options, 1, true);
  expect(alone.steps[3]?.activePairs).toBeGreaterThan(0);
  for (const members of [2, 3, 4]) {
    const shared = await train(options, members, false);
    expect(shared.steps).toEqual(alone.steps);
    expect(shared.firings).toEqual(alone.firings);
    expect(shared.codes).toEqual(alone.codes);
    for (const name of stateArrays) expect(shared.state[name], name).toEqual(alone.state[name]);
  }
});

it('gives the same bits on 1 and 3 workers where blocks are screened by int8 products', async () => {
  const options = forms['gba'];
  if (!options) throw new Error('There is no form gba.');
  const alone = await train(options, 1, true, 'on');
  const shared = await train(options, 3, false, 'on');
  expect(alone.ways?.screened).toBeGreaterThan(0);
  expect(shared).toEqual(alone);
});

it('says so when an SAE does not fit into a thread, and leaves no thread behind', async () => {
  const sizes = { dIn: 2048, dSae: 1_000_000, batchTokens: 16 };
  const options = recipes(sizes)['gba'];
  if (!options) throw new Error('There is no form gba.');
  const opening = openSparse(options, { members: 2 });
  await expect(opening).rejects.toThrow(/needs \d+ MiB more .* Use fewer features, smaller batches or more/);
});

it('passes on what a thread refuses, and works on', async () => {
  const options = forms['gba'];
  if (!options) throw new Error('There is no form gba.');
  const backend = await openSparse(options, { members: 2 });
  const { state, batch } = startOf(options, 3);
  await backend.load(state);
  const x = batch(sizes.batchTokens);
  const undisturbed = await backend.step(x, { learningRate: 1e-3 });
  await backend.load(state);
  await expect(backend.step(x, { learningRate: 1e-3, scale: NaN })).rejects.toThrow(/loss/);
  await backend.load(state);
  expect(await backend.step(x, { learningRate: 1e-3 })).toEqual(undisturbed);
  await backend.dispose();
});
