import { describe, expect, test } from 'vitest';
import type { HookPoint } from '../../../protocol/model.ts';
import {
  cellOf,
  costText,
  hookGrid,
  movedCell,
  runsByHook,
  typedCell,
} from '../../../webview/lib/hookGrid.ts';
import { exampleHook, exampleRun } from '../extension/examples.ts';

const kinds = ['hook_resid_pre', 'hook_attn_out', 'hook_mlp_out', 'hook_resid_post'] as const;
const hooks = (layers: number): HookPoint[] =>
  Array.from({ length: layers }, (_, layer) => kinds.map((kind) => exampleHook(layer, kind))).flat();
const deep = hookGrid(hooks(80));

describe('the map of hook points', () => {
  test('has the last layer on top, the first at the bottom, and columns in the order of the forward pass', () => {
    const grid = hookGrid(hooks(3));
    expect(grid.layers).toEqual([2, 1, 0]);
    expect(grid.kinds).toEqual(kinds);
    expect(grid.at({ row: 2, column: 3 })?.name).toBe('blocks.0.hook_resid_post');
    expect(cellOf(grid, grid.at({ row: 0, column: 1 }))).toEqual({ row: 0, column: 1 });
  });

  test('leaves a cell empty where a layer lacks the hook point, and has no place for tensors', () => {
    const grid = hookGrid(hooks(2).filter(({ name }) => name !== 'blocks.1.hook_mlp_out'));
    expect(grid.at({ row: 0, column: 2 })).toBeUndefined();
    expect(cellOf(grid, { ...exampleHook(0, 'tensor'), layer: null })).toBeNull();
    expect(cellOf(grid, undefined)).toBeNull();
  });

  test.each([
    ['ArrowUp', false, { row: 9, column: 2 }],
    ['ArrowDown', false, { row: 11, column: 2 }],
    ['ArrowLeft', false, { row: 10, column: 1 }],
    ['ArrowRight', false, { row: 10, column: 3 }],
    ['PageUp', false, { row: 2, column: 2 }],
    ['PageDown', false, { row: 18, column: 2 }],
    ['Home', false, { row: 10, column: 0 }],
    ['End', false, { row: 10, column: 3 }],
    ['Home', true, { row: 0, column: 0 }],
    ['End', true, { row: 79, column: 3 }],
  ])('%s (Ctrl: %s) leads to %o', (key, withControl, expected) => {
    expect(movedCell(key, { row: 10, column: 2 }, deep, withControl)).toEqual(expected);
  });

  test('is not left over its edges, nor by keys that move nothing', () => {
    expect(movedCell('ArrowUp', { row: 0, column: 0 }, deep, false)).toEqual({ row: 0, column: 0 });
    expect(movedCell('ArrowLeft', { row: 0, column: 0 }, deep, false)).toEqual({ row: 0, column: 0 });
    expect(movedCell('PageDown', { row: 78, column: 3 }, deep, false)).toEqual({ row: 79, column: 3 });
    expect(movedCell('Enter', { row: 0, column: 0 }, deep, false)).toBeNull();
  });

  test.each([
    ['13', { row: 66, column: 2 }],
    ['0', { row: 79, column: 2 }],
    ['mlp', { row: 10, column: 2 }],
    ['a', { row: 10, column: 1 }],
    ['post', { row: 10, column: 3 }],
    ['13a', { row: 66, column: 1 }],
    ['7 RES', { row: 72, column: 0 }],
    ['99', null],
    ['zz', null],
    ['', null],
  ])('typing "%s" leads to %o', (text, expected) => {
    expect(typedCell(text, { row: 10, column: 2 }, deep)).toEqual(expected);
  });

  test('knows the runs of its own model by their hook points', () => {
    const run = exampleRun();
    const { modelFolder, hookPoint } = run.request;
    const other = { ...run, name: 'other', request: { ...run.request, modelFolder: '/other' } };
    const second = { ...run, name: 'second' };
    expect([...runsByHook([run, other, second], modelFolder)]).toEqual([[hookPoint, [run.name, 'second']]]);
  });

  test('tells nothing from little', () => {
    expect([0, 0.004, 0.012, 0.5, 1].map(costText)).toEqual(['0 %', '<1 %', '1 %', '50 %', '100 %']);
  });
});
