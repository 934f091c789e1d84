import { describe, expect, it } from 'vitest';
import { experimentOptions, requestOf } from '../../../extension/commands/experiments/syntheticRequest.ts';
import { panelState } from '../../../extension/panels/webviewMessageSchema.ts';
import {
  estimateWords,
  experimentDetail,
  experimentLabel,
  parseWhole,
  seedWords,
} from '../../../extension/text/experimentWords.ts';
import {
  SYNTHETIC_EXPERIMENTS,
  type SyntheticOffer,
  type SyntheticRequest,
} from '../../../protocol/experimentRun.ts';

const request: SyntheticRequest = { experiment: 'recovery', seed: 100, seeds: 5 };
const offer: SyntheticOffer = { request, seconds: 120 };

describe('a synthetic experiment in words', () => {
  it('has a name and a line on what it measures', () => {
    const lines = SYNTHETIC_EXPERIMENTS.flatMap((one) => [experimentLabel(one), experimentDetail(one)]);
    expect(new Set(lines).size).toBe(2 * SYNTHETIC_EXPERIMENTS.length);
  });

  it('names its seeds', () => {
    expect(seedWords(request)).toBe('seeds 100 to 104');
    expect(seedWords({ seed: 7, seeds: 1 })).toBe('seed 7');
  });

  it('is estimated in proportion to its seeds, and not at all with other sizes', () => {
    expect(estimateWords(offer, request)).toBe('about 2 min');
    expect(estimateWords(offer, { ...request, seeds: 1 })).toBe('about 24 s');
    expect(estimateWords(offer, { ...request, options: { steps: 9 } })).toBe('time unknown');
    expect(estimateWords({ ...offer, seconds: null }, request)).toBe('time unknown');
  });
});

describe('a whole number', () => {
  it.each([
    ['7', 7],
    [' 12 ', 12],
    ['0', 'Write a whole number from 1 to 20.'],
    ['21', 'Write a whole number from 1 to 20.'],
    ['1.5', 'Write a whole number from 1 to 20.'],
    ['-3', 'Write a whole number from 1 to 20.'],
    ['', 'Write a whole number from 1 to 20.'],
  ])('is read from %j', (text, expected) => {
    expect(parseWhole(text, 1, 20)).toBe(expected);
  });
});

describe('a request for an experiment', () => {
  it('is taken from Run Again as it is, and from nothing else', () => {
    const whole = { ...request, options: { steps: 50, forms: 'published' } };
    expect(requestOf(whole)).toEqual(whole);
    for (const other of [undefined, 'recovery', { ...request, seeds: 0 }, { ...request, experiment: 'x' }])
      expect(requestOf(other)).toBeNull();
  });

  it('takes its options from the setting, which is refused by name when wrong', () => {
    expect(experimentOptions(undefined)).toEqual({});
    expect(experimentOptions({ steps: 50 })).toEqual({ steps: 50 });
    expect(() => experimentOptions({ steps: true })).toThrow('monosema.experiments.options');
    expect(() => experimentOptions('fast')).toThrow('monosema.experiments.options');
  });
});

describe('the panel of an experiment', () => {
  it('comes back after a reload with its folder and request', () => {
    const state = { view: 'experiment', folder: '/storage/experiments/recovery-1', request };
    expect(panelState.parse(state)).toEqual(state);
    expect(panelState.parse({ ...state, request: null })).toEqual({ ...state, request: null });
    expect(panelState.safeParse({ ...state, folder: 3 }).success).toBe(false);
  });
});
