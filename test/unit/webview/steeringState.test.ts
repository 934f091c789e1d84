import { describe, expect, it } from 'vitest';
import {
  afterShow,
  INITIAL_STATE,
  parseSteeringState,
  withFeature,
  withKind,
  type SteeringState,
} from '../../../webview/steering/steeringState.ts';

const show = (runId: string, featureIndex: number | null = null, prompt: string | null = null) =>
  ({ view: 'steering', runId, featureIndex, prompt }) as const;
const asSaved = (state: unknown): Record<string, unknown> =>
  JSON.parse(JSON.stringify(state)) as Record<string, unknown>;

const state: SteeringState = {
  ...INITIAL_STATE,
  runId: 'a',
  prompt: 'import',
  features: [
    { index: 3, kind: 'clamp', strength: 1.5 },
    { index: 7, kind: 'ablate', strength: 0 },
  ],
  sampling: { temperature: 0, topP: 1, topK: 5, seed: 9, maxTokens: 20, stop: ['\n'] },
  steerPrompt: false,
  written: {
    unsteered: { text: 'x', tokens: 1, seconds: 0.5, finish: 'end' },
    steered: { text: 'y', tokens: 1, seconds: 0.5, finish: 'length' },
  },
  shown: '{}',
};

describe('parseSteeringState', () => {
  it('gives back what was kept', () => {
    expect(parseSteeringState(asSaved(state))).toEqual(state);
  });

  it('says of a text that was being written that it has ended', () => {
    const { written } = state;
    if (!written) throw new Error('nothing written');
    const open = { ...written, steered: { ...written.steered, finish: null } };
    expect(parseSteeringState(asSaved({ ...state, written: open })).written?.steered.finish).toBe(
      'cancelled',
    );
  });

  it('starts anew without a state, or with one of another view', () => {
    expect(parseSteeringState(null)).toEqual(INITIAL_STATE);
    expect(parseSteeringState({ view: 'training', runId: 'a' })).toEqual(INITIAL_STATE);
  });

  it('leaves out odd fields and features', () => {
    const odd = {
      ...state,
      runId: 3,
      prompt: null,
      features: [{ index: 1.5, kind: 'add', strength: 1 }, { index: 2, kind: 'push', strength: 1 }, 'x'],
      sampling: { temperature: -1, topP: 7, topK: 0, seed: 'x', maxTokens: 1e9, stop: [3] },
      steerPrompt: 'no',
      written: { unsteered: { text: 'x' } },
      shown: 1,
    };
    expect(parseSteeringState(asSaved(odd))).toEqual(INITIAL_STATE);
  });
});

describe('afterShow', () => {
  it('adds the feature behind the others, and takes the prompt', () => {
    const next = afterShow(state, show('a', 12, 'const'));
    expect(next.features.map(({ index }) => index)).toEqual([3, 7, 12]);
    expect(next).toMatchObject({ prompt: 'const', written: state.written });
  });

  it('leaves features and prompt where it names none', () => {
    expect(afterShow(state, show('a'))).toMatchObject({ features: state.features, prompt: 'import' });
  });

  it('begins without features and texts on another run, whose features are others', () => {
    const next = afterShow(state, show('b', 4));
    expect(next).toMatchObject({ runId: 'b', prompt: 'import', written: null });
    expect(next.features).toEqual([{ index: 4, kind: 'add', strength: 2 }]);
  });

  it('follows the same request once: a feature that was removed since stays away', () => {
    const shown = afterShow(state, show('a', 12));
    const removed = { ...shown, features: [] };
    expect(afterShow(removed, show('a', 12))).toEqual(removed);
  });
});

describe('the features that steer', () => {
  it('hold each feature once', () => {
    expect(withFeature(state.features, 7)).toEqual(state.features);
  });

  it('are never clamped below nothing', () => {
    expect(withKind({ index: 1, kind: 'add', strength: -3 }, 'clamp').strength).toBe(3);
    expect(withKind({ index: 1, kind: 'clamp', strength: 3 }, 'add').strength).toBe(3);
  });
});
