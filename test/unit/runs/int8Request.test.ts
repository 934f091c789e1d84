import { expect, it } from 'vitest';
import { InvalidRequestError, parseTrainRequest } from '../../../native-worker/runs/trainRequestSchema.ts';
import { someRequest } from './fixtures.ts';

it.each(['auto', 'on', 'off'] as const)(
  'takes %s for int8 screening, and leaves it out where it was left out',
  (int8) => {
    expect(parseTrainRequest({ ...someRequest(), int8 }).int8).toBe(int8);
    expect(parseTrainRequest(someRequest())).not.toHaveProperty('int8');
  },
);

it('refuses another choice of int8 by its name', () => {
  const request = { ...someRequest(), int8: 'maybe' };
  expect(() => parseTrainRequest(request)).toThrow(InvalidRequestError);
  expect(() => parseTrainRequest(request)).toThrow(/int8/);
});
