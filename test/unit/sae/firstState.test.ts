import { expect, it } from 'vitest';
import { readArray, readWhole } from '../../../native-worker/compute/stateReader.ts';
import { firstState } from '../../../native-worker/sae/firstState.ts';
import { Random } from '../../../native-worker/sae/random.ts';

const [dIn, dSae] = [5, 40];
const sample = Float32Array.of(1, 2, 3, 4, 5, 3, 2, 1, 0, -1);

it('The first state is drawn while it is read, the same wherever reading begins', async () => {
  const options = { sample, preBias: 'mean', random: new Random(3) } as const;
  const whole = await readWhole(firstState({ dIn, dSae, tied: false }, options));
  const drawn = new Random(3);
  for (let i = 0; i < dIn * dSae; i++) drawn.normal();
  expect(options.random.state()).toEqual(drawn.state());
  expect(whole.encoder).toEqual(whole.weights);
  const anew = firstState({ dIn, dSae, tied: false }, { ...options, random: new Random(3) });
  for (const [from, to] of [
    [17, 33],
    [150, 200],
    [3, 4],
    [0, 12],
    [12, 20],
  ] as const) {
    expect(await anew.read('weights', from, to)).toEqual(whole.weights.slice(from, to));
  }
});

it('Its rows have the length, and its values what they were asked to be', async () => {
  const asked = { sample, random: new Random(1), scale: 0.3, rowNorm: 0.1, threshold: 0.02 } as const;
  const state = firstState({ dIn, dSae, tied: true }, { ...asked, preBias: 'mean' });
  const weights = await readArray(state, 'weights');
  for (let m = 0; m < dSae; m++) {
    expect(Math.hypot(...weights.subarray(m * dIn, (m + 1) * dIn))).toBeCloseTo(0.1, 6);
  }
  expect(await readArray(state, 'encoder')).toHaveLength(0);
  expect(await readArray(state, 'scales')).toEqual(new Float32Array(dSae).fill(0.3));
  expect(await readArray(state, 'thresholds')).toEqual(new Float32Array(dSae).fill(0.02));
  expect(await readArray(state, 'secondMoment')).toEqual(new Float32Array(dIn * dSae));
  expect([...(await readArray(state, 'preBias'))]).toEqual([2, 2, 2, 2, 2]);
  const zero = firstState({ dIn, dSae, tied: true }, { ...asked, preBias: 'zero' });
  expect([...(await readArray(zero, 'preBias'))]).toEqual([0, 0, 0, 0, 0]);
});
