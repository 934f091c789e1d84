/**
 * The map of a model as a grid: layers as rows, hook points as columns in the order of the forward pass. Layers stand as in drawings of
 * transformers, the first at the bottom, where the text comes in. Pure, for tests.
 */
import type { HookKind, HookPoint } from '../../protocol/model.ts';
import type { RunSummary } from '../../protocol/run.ts';

export interface HookGrid {
  /** From the top down: the last layer first. */
  layers: number[];
  kinds: HookKind[];
  /** Undefined where the layer has none of the kind. */
  at(cell: GridCell): HookPoint | undefined;
}

export interface GridCell {
  /** From the top. */
  row: number;
  column: number;
}

export function hookGrid(hookPoints: readonly HookPoint[]): HookGrid {
  const byPlace = new Map<string, HookPoint>();
  const layers = new Set<number>();
  const kinds = new Set<HookKind>();
  for (const hook of hookPoints) {
    if (hook.layer === null) continue;
    layers.add(hook.layer);
    kinds.add(hook.kind);
    byPlace.set(`${hook.layer} ${hook.kind}`, hook);
  }
  const rows = [...layers].sort((a, b) => b - a);
  const columns = [...kinds];
  return {
    layers: rows,
    kinds: columns,
    at: ({ row, column }) => byPlace.get(`${rows[row] ?? ''} ${columns[column] ?? ''}`),
  };
}

/** `hook_mlp_out` as `mlp_out`. */
export function kindName(kind: HookKind): string {
  return kind.replace(/^hook_/, '');
}

export function cellOf({ layers, kinds }: HookGrid, hook: HookPoint | undefined): GridCell | null {
  if (hook?.layer == null) return null;
  const [row, column] = [layers.indexOf(hook.layer), kinds.indexOf(hook.kind)];
  return row < 0 || column < 0 ? null : { row, column };
}

/** Layers that Page Up and Page Down pass over. */
const PAGE = 8;

/** Where a key leads; null for keys that do not move. Up is towards later layers. */
export function movedCell(
  key: string,
  { row, column }: GridCell,
  { layers, kinds }: HookGrid,
  withControl: boolean,
): GridCell | null {
  const [lastRow, lastColumn] = [layers.length - 1, kinds.length - 1];
  const rowAt = (wanted: number): GridCell => ({ row: Math.max(0, Math.min(lastRow, wanted)), column });
  const columnAt = (wanted: number): GridCell => ({ row, column: Math.max(0, Math.min(lastColumn, wanted)) });
  switch (key) {
    case 'ArrowUp':
      return rowAt(row - 1);
    case 'ArrowDown':
      return rowAt(row + 1);
    case 'ArrowLeft':
      return columnAt(column - 1);
    case 'ArrowRight':
      return columnAt(column + 1);
    case 'PageUp':
      return rowAt(row - PAGE);
    case 'PageDown':
      return rowAt(row + PAGE);
    case 'Home':
      return withControl ? { row: 0, column: 0 } : columnAt(0);
    case 'End':
      return withControl ? { row: lastRow, column: lastColumn } : columnAt(lastColumn);
    default:
      return null;
  }
}

/** Where typing leads: digits to a layer, letters to a column (`13`, `mlp`, `13 mlp`); null where nothing is called so. */
export function typedCell(text: string, from: GridCell, { layers, kinds }: HookGrid): GridCell | null {
  const [, digits = '', letters = ''] = /^\s*(\d*)\s*([a-z_]*)$/.exec(text.toLowerCase()) ?? [];
  if (digits === '' && letters === '') return null;
  const row = digits === '' ? from.row : layers.indexOf(Number(digits));
  const names = kinds.map(kindName);
  const starting = names.findIndex((name) => name.startsWith(letters));
  const column =
    letters === ''
      ? from.column
      : starting >= 0
        ? starting
        : names.findIndex((name) => name.includes(letters));
  return row < 0 || column < 0 ? null : { row, column };
}

/** Names of a model's runs by their hook point. */
export function runsByHook(
  runs: readonly Pick<RunSummary, 'name' | 'request'>[],
  modelFolder: string | null,
): ReadonlyMap<string, readonly string[]> {
  const names = new Map<string, string[]>();
  for (const { name, request } of runs) {
    if (request.modelFolder === modelFolder)
      names.set(request.hookPoint, [...(names.get(request.hookPoint) ?? []), name]);
  }
  return names;
}

/** `54 %`; `<1 %` for little, `0 %` for nothing. */
export function costText(cost: number): string {
  return cost > 0 && cost < 0.01 ? '<1 %' : `${Math.round(100 * cost)} %`;
}
