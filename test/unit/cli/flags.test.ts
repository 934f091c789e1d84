import { expect, test } from 'vitest';
import { exitCodeOf, UsageError } from '../../../native-worker/cli/exitCodes.ts';
import { choiceFlag, listFlag, numberFlag, textFlag } from '../../../native-worker/cli/flags.ts';
import { EngineError } from '../../../link/engineError.ts';

test.each([
  ['2048', 2048],
  [2048, 2048],
  ['1.8M', 1_800_000],
  ['600k', 600_000],
  ['5e-4', 0.0005],
])('the number %s is %d', (given, value) => {
  expect(numberFlag({ tokens: given }, 'tokens')).toBe(value);
});

test.each([['many'], ['1.8G'], [''], [true]])('%s is no number, and the flag is named', (given) => {
  expect(() => numberFlag({ batchTokens: given }, 'batchTokens')).toThrow(/--batch-tokens needs a/u);
});

test('a flag that was not given is undefined', () => {
  expect([textFlag({}, 'x'), numberFlag({}, 'x'), choiceFlag({}, 'x', ['a'])]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
  expect(listFlag({}, 'x')).toEqual([]);
});

test('a list takes one value or several, and digits as text', () => {
  expect(listFlag({ corpus: 'a' }, 'corpus')).toEqual(['a']);
  expect(listFlag({ corpus: ['a', 7] }, 'corpus')).toEqual(['a', '7']);
});

test('a choice outside the list is refused with the list', () => {
  expect(() => choiceFlag({ size: 'huge' }, 'size', ['small', 'large'])).toThrow(
    '--size must be one of small, large, not "huge".',
  );
});

test('a flag given twice is refused', () => {
  expect(() => textFlag({ model: ['a', 'b'] }, 'model')).toThrow('given 2 times');
});

test.each([
  [new UsageError('x'), 2],
  [new EngineError('invalidRequest', 'x'), 2],
  [new EngineError('cancelled', 'x'), 130],
  [new EngineError('badModel', 'x'), 1],
  [new Error('x'), 1],
])('%o ends the process with %d', (error, code) => {
  expect(exitCodeOf(error)).toBe(code);
});
