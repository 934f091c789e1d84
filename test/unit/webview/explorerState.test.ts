import { describe, expect, it } from 'vitest';
import { afterShow, INITIAL_STATE, parseExplorerState } from '../../../webview/explorer/explorerState.ts';

const show = (runId: string | null, featureIndex: number | null, query = '') =>
  ({ view: 'explorer', runId, featureIndex, query }) as const;

describe('parseExplorerState', () => {
  it('gives back what was kept', () => {
    const state = { ...INITIAL_STATE, runId: 'a', featureIndex: 7, query: 'x', scrollTop: 520, shown: '{}' };
    expect(parseExplorerState(JSON.parse(JSON.stringify(state)) as Record<string, unknown>)).toEqual(state);
  });

  it('starts anew without a state, or with one of another view', () => {
    expect(parseExplorerState(null)).toEqual(INITIAL_STATE);
    expect(parseExplorerState({ view: 'training', runId: 'a' })).toEqual(INITIAL_STATE);
  });

  it('replaces odd fields by their first value', () => {
    const odd = { view: 'explorer', runId: 3, sort: { key: 'colour' }, share: 7, layout: 'diagonal' };
    expect(parseExplorerState(odd)).toEqual(INITIAL_STATE);
  });
});

describe('afterShow', () => {
  it('goes to the run, feature and query asked for, at the top of the list', () => {
    const state = { ...INITIAL_STATE, runId: 'a', scrollTop: 999 };
    expect(afterShow(state, show('b', 3, 'import'))).toMatchObject({
      runId: 'b',
      featureIndex: 3,
      query: 'import',
      scrollTop: 0,
    });
  });

  it('does not take the user back when the host repeats itself to a page made again', () => {
    const first = afterShow(INITIAL_STATE, show('a', 3));
    const moved = { ...first, featureIndex: 88, query: 'import', scrollTop: 100 };
    expect(afterShow(moved, show('a', 3))).toEqual(moved);
  });

  it('follows the host when it asks for something else', () => {
    const first = afterShow(INITIAL_STATE, show('a', 3));
    const moved = { ...first, featureIndex: 88 };
    expect(afterShow(moved, show('a', 4)).featureIndex).toBe(4);
  });

  it('keeps the list as it is when only a feature is to be opened', () => {
    const state = { ...INITIAL_STATE, runId: 'a', query: 'import', scrollTop: 300 };
    expect(afterShow(state, show('a', 5))).toMatchObject({
      featureIndex: 5,
      query: 'import',
      scrollTop: 300,
    });
  });
});
