/** The timing hook: silent until asked, the same results with it, and times from every worker. */
import { expect, test } from 'vitest';
import { openSparse } from '../../../native-worker/compute/sparse/openSparse.ts';
import { recipes, startOf } from './forms.ts';

const options = recipes({ dIn: 20, dSae: 600, batchTokens: 128 })['gba'];

test('phases are timed only once somebody measures, worker by worker, and change no result', async () => {
  if (!options) throw new Error('There is no recipe for gba.');
  const { state, batch } = startOf(options, 3);
  const x = batch(options.batchTokens);
  const [timed, untimed] = await Promise.all(
    [2, 2].map((members) => openSparse(options, { members, inline: true })),
  );
  if (!timed || !untimed) throw new Error('No backends.');
  for (const backend of [timed, untimed]) await backend.load(state);
  await timed.phaseTimes(true);
  for (const backend of [timed, untimed]) await backend.step(x, { learningRate: 1e-3 });
  const [first, second, ...more] = await timed.phaseTimes(false);
  expect(more).toEqual([]);
  for (const times of [first, second]) {
    expect(times?.encode).toBeGreaterThan(0);
    expect(times?.update).toBeGreaterThan(0);
  }
  const silent = await untimed.phaseTimes(false);
  expect(silent.flatMap((times) => Object.values(times)).every((milliseconds) => milliseconds === 0)).toBe(
    true,
  );
  expect((await timed.readState()).weights).toEqual((await untimed.readState()).weights);
  for (const backend of [timed, untimed]) await backend.dispose();
});
