import { expect, test } from 'vitest';
import { checkRequest } from '../../../native-worker/cli/checkRequest.ts';
import { UsageError } from '../../../native-worker/cli/exitCodes.ts';
import type { GbaConfig, SaeConfig, TrainRequest } from '../../../protocol/training.ts';
import { someRequest } from '../runs/fixtures.ts';

const withSae = (change: Partial<SaeConfig>): TrainRequest => {
  const request = someRequest();
  return { ...request, sae: { ...request.sae, ...change } };
};
const withGba = (change: Partial<GbaConfig>): TrainRequest =>
  withSae({ algorithm: { ...someRequest().sae.algorithm, ...change } });

test('a request that can be run passes', () => {
  expect(() => {
    checkRequest(someRequest({ name: 'a' }));
  }).not.toThrow();
});

test.each<[string, TrainRequest, string]>([
  ['half a feature', withSae({ dSae: 7.5 }), '--features 7.5: must be a whole number.'],
  [
    'more groups than features',
    withSae({ dSae: 3 }),
    '--features 3: 4 groups need at least as many features',
  ],
  ['too many features', withSae({ dSae: 1e9 }), '--features 1000000000: must be at most 1048576.'],
  ['less than a batch', withSae({ trainingTokens: 10 }), '--tokens 10: must be at least one batch of 32.'],
  ['a negative seed', withSae({ seed: -1 }), '--seed -1: must be at least 0.'],
  ['a rate of zero', withSae({ learningRate: 0 }), '--learning-rate 0: must be more than 0.'],
  ['a frequency above one', withGba({ highestTargetFrequency: 2 }), '--htf 2: must be less than 1.'],
  ['frequencies in the wrong order', withGba({ lowestTargetFrequency: 0.5 }), '--ltf 0.5: must not be above'],
  ['a context without room', someRequest({ contextSize: 2 }), '--context 2: must be at least 3.'],
  [
    'checkpoints never',
    someRequest({ checkpointEverySteps: 0 }),
    '--checkpoint-every 0: must be at least 1.',
  ],
  ['an empty name', someRequest({ name: '' }), '--name "": must not be empty.'],
])('%s is refused in the words of the command line', (_, request, message) => {
  const check = (): void => {
    checkRequest(request);
  };
  expect(check).toThrow(UsageError);
  expect(check).toThrow(message);
});

test('every wrong flag is told at once', () => {
  expect(() => {
    checkRequest({ ...withSae({ dSae: 7.5, seed: -1 }), contextSize: 1 });
  }).toThrow(/--context 1.*\n--features 7\.5.*\n--seed -1/u);
});
