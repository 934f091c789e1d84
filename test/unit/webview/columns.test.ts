import { describe, expect, it } from 'vitest';
import { gridTemplate, movedPosition, visibleColumns } from '../../../webview/lib/columns.ts';
import { tableColumns } from '../../../webview/explorer/tableColumns.ts';

describe('the columns of the feature table', () => {
  it.each([
    [800, ['pinned', 'index', 'density', 'maxActivation', 'group', 'clusterSize', 'label', 'topTokens']],
    [450, ['pinned', 'index', 'density', 'maxActivation', 'label', 'topTokens']],
    [250, ['index', 'density', 'topTokens']],
  ])('at %d pixels are %j', (width, keys) => {
    expect(visibleColumns(tableColumns(), width).map(({ key }) => key)).toEqual(keys);
  });

  it('have one grid track each', () => {
    const columns = visibleColumns(tableColumns(), 250);
    expect(gridTemplate(columns)).toBe('46px 58px minmax(0, 2fr)');
  });
});

describe('movedPosition', () => {
  it.each([
    ['j', 5, 6],
    ['ArrowDown', 99, 99],
    ['k', 5, 4],
    ['ArrowUp', 0, 0],
    ['PageDown', 5, 25],
    ['PageUp', 5, 0],
    ['Home', 50, 0],
    ['End', 50, 99],
    ['x', 50, null],
  ])('moves with %s from %d to %s', (key, from, to) => {
    expect(movedPosition(key, from, 100, 20)).toBe(to);
  });

  it('goes nowhere in an empty list', () => {
    expect(movedPosition('End', 0, 0, 20)).toBeNull();
  });

  it('goes from nothing chosen to the first with a step down', () => {
    expect(movedPosition('ArrowDown', -1, 3, 20)).toBe(0);
  });
});
