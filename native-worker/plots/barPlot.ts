/** Horizontal bars with intervals. */
import { quantitative, referenceLayers } from './axes.ts';
import type { AxisSpec, PanelSpec, Reference } from './axes.ts';
import { palette } from './style.ts';

export interface BarPlot {
  title?: string;
  value: AxisSpec;
  bars: readonly { category: string; group?: string; value: number; least?: number; most?: number }[];
  legend?: string;
  references?: readonly Reference[];
  width?: number;
}

/** Horizontal bars with intervals, in the order given; grouped where bars have groups. */
export function barPlot(plot: BarPlot): PanelSpec {
  const categories = [...new Set(plot.bars.map(({ category }) => category))];
  const groups = [...new Set(plot.bars.map(({ group }) => group ?? ''))];
  const y = {
    field: 'category',
    type: 'nominal' as const,
    sort: categories,
    title: null,
    axis: { labelLimit: 320 },
  };
  const offset = groups.length > 1 ? { yOffset: { field: 'group', sort: groups } } : {};
  const scale = { domain: groups, range: groups.map((_, i) => palette[i % palette.length] ?? palette[0]) };
  const legend = groups.length > 1 ? { title: plot.legend ?? null } : null;
  const free = quantitative(plot.value);
  const axis = { ...free, scale: { ...free.scale, zero: free.scale.type === 'linear', padding: 0 } };
  return {
    ...(plot.title === undefined ? {} : { title: plot.title }),
    width: plot.width ?? 440,
    height: { step: groups.length > 1 ? 14 : 22 },
    data: { values: plot.bars.map((bar) => ({ group: '', ...bar })) },
    layer: [
      {
        mark: { type: 'bar', clip: true },
        encoding: {
          y,
          ...offset,
          x: { field: 'value', ...axis },
          color: { field: 'group', type: 'nominal', scale, legend },
        },
      },
      {
        mark: { type: 'rule', strokeWidth: 1.5 },
        transform: [{ filter: 'isValid(datum.least) && isValid(datum.most)' }],
        encoding: { y, ...offset, x: { field: 'least', ...axis }, x2: { field: 'most' } },
      },
      ...(plot.references ?? []).flatMap((reference) =>
        referenceLayers(reference, { x: plot.value, y: plot.value }),
      ),
    ],
  };
}
