import { describe, expect, test } from 'vitest';
import { parseSteeredFeature } from '../../../native-worker/cli/commands/steer.ts';
import { UsageError } from '../../../native-worker/cli/exitCodes.ts';
import { promptFrom, samplingFlags } from '../../../native-worker/cli/samplingFlags.ts';
import { sideBySide } from '../../../native-worker/cli/sideBySide.ts';

describe('--feature', () => {
  test.each([
    ['12:+2', { index: 12, kind: 'add', strength: 2 }],
    ['12:2.5', { index: 12, kind: 'add', strength: 2.5 }],
    ['0:-.5', { index: 0, kind: 'add', strength: -0.5 }],
    ['7:=2', { index: 7, kind: 'clamp', strength: 2 }],
    ['40:ablate', { index: 40, kind: 'ablate', strength: 0 }],
  ])('%s', (text, feature) => {
    expect(parseSteeredFeature(text)).toEqual(feature);
  });

  test.each(['12', '12:', ':2', '12:two', '1.5:2', '12:+-2', '12:=-2', '-1:2', '12:ablated'])(
    '%s is refused',
    (text) => {
      expect(() => parseSteeredFeature(text)).toThrow(UsageError);
    },
  );
});

describe('how to sample', () => {
  test('has defaults', () => {
    expect(samplingFlags({})).toEqual({
      temperature: 0.8,
      topP: 0.95,
      topK: null,
      maxTokens: 100,
      seed: 1,
      stop: [],
    });
  });

  test('is said by flags, line breaks written out', () => {
    const flags = {
      temperature: '0',
      topP: '1',
      topK: '5',
      maxTokens: '3',
      seed: '9',
      stop: ['\\n\\n', 'END'],
    };
    expect(samplingFlags(flags)).toEqual({
      temperature: 0,
      topP: 1,
      topK: 5,
      maxTokens: 3,
      seed: 9,
      stop: ['\n\n', 'END'],
    });
  });

  test.each([
    [{ temperature: '-1' }, /--temperature/],
    [{ topP: '0' }, /--top-p/],
    [{ topP: '1.5' }, /--top-p/],
    [{ topK: '0' }, /--top-k/],
    [{ maxTokens: '0' }, /--max-tokens/],
    [{ seed: '1.5' }, /--seed/],
  ])('%j is refused by the name of its flag', (flags, message) => {
    expect(() => samplingFlags(flags)).toThrow(message);
  });

  test('the prompt comes one way, not two and not none', () => {
    expect(promptFrom({ prompt: ' as it is ' })).toBe(' as it is ');
    expect(() => promptFrom({})).toThrow(UsageError);
    expect(() => promptFrom({ prompt: 'a', promptFile: 'b' })).toThrow(UsageError);
    expect(() => promptFrom({ promptFile: 'no/such/file' })).toThrow(/--prompt-file no\/such\/file/);
  });
});

test('two texts stand side by side, long lines broken', () => {
  expect(sideBySide(['a', 'b'], ['one\ntwo', `${'x'.repeat(21)}\r\n\tend`], 43)).toEqual([
    `a${' '.repeat(19)} | b`,
    `${'-'.repeat(20)}-+-${'-'.repeat(20)}`,
    `one${' '.repeat(17)} | ${'x'.repeat(20)}`,
    `two${' '.repeat(17)} | x`,
    `${' '.repeat(20)} |     end`,
  ]);
});
