/**
 * The map of a model as a table: layers as rows, hook points as columns in the order of the forward pass, and in each cell what it costs to
 * read there. Layers stand as in drawings of transformers: the first at the bottom, where the text comes in.
 */
import type { HookPoint } from '../../protocol/model.ts';
import { table } from './format.ts';

/** Empty where no hook point has a layer. */
export function hookMap(hookPoints: readonly HookPoint[]): string[] {
  const placed = hookPoints.filter(({ layer }) => layer !== null);
  const layers = [...new Set(placed.map(({ layer }) => layer))].sort((a, b) => Number(b) - Number(a));
  // Each layer has the same ones, in their order.
  const kinds = [...new Set(placed.map(({ kind }) => kind))];
  if (layers.length === 0) return [];
  return table(
    [
      { title: 'layer', value: (layer) => String(layer), align: 'right' },
      ...kinds.map((kind) => ({
        title: kind.replace(/^hook_/u, ''),
        value: (layer: number | null): string => {
          const hook = placed.find((one) => one.layer === layer && one.kind === kind);
          return hook === undefined ? '' : percent(hook.cost);
        },
        align: 'right' as const,
      })),
    ],
    layers,
  );
}

/** `0 %`, `<1 %`, `54 %`. */
export function percent(share: number): string {
  return share > 0 && share < 0.01 ? '<1 %' : `${Math.round(100 * share)} %`;
}
