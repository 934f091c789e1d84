/** Series over one axis: lines with points and bands, or a scatter with intervals. */
import { frame, quantitative, referenceLayers } from './axes.ts';
import type { AxisSpec, PanelSpec, Reference } from './axes.ts';
import { dashes, palette, shapes } from './style.ts';

export interface SeriesPoint {
  x: number;
  y: number;
  /** Ends of the band or interval; both or none. */
  least?: number;
  most?: number;
}

export interface Series {
  name: string;
  points: readonly SeriesPoint[];
}

export interface SeriesPlot {
  title?: string;
  x: AxisSpec;
  y: AxisSpec;
  series: readonly Series[];
  /** `lines` joins the points of a series in order of x, with its band; `points` draws each with its interval. */
  mark: 'lines' | 'points';
  /** Title of the legend. */
  legend?: string;
  /** Straight dashed lines with a label. */
  references?: readonly Reference[];
  width?: number;
  height?: number;
}

/** Lines with points and bands, or a scatter with intervals. */
export function seriesPlot(plot: SeriesPlot): PanelSpec {
  const names = plot.series.map(({ name }) => name);
  const values = plot.series.flatMap(({ name, points }) =>
    points.map((point) => ({ series: name, ...point })),
  );
  const scale = <T>(range: readonly T[]) => ({
    domain: names,
    range: names.map((_, i) => range[i % range.length]) as T[],
  });
  const legend = names.length > 1 ? { title: plot.legend ?? null, symbolOpacity: 1 } : null;
  const color = { field: 'series', type: 'nominal', scale: scale<string>(palette), legend } as const;
  const x = { field: 'x', ...quantitative(plot.x) };
  const y = { field: 'y', ...quantitative(plot.y) };
  const interval = { x, y: { field: 'least', ...quantitative(plot.y) }, y2: { field: 'most' }, color };
  const bounded = [{ filter: 'isValid(datum.least) && isValid(datum.most)' }];
  const lines = plot.mark === 'lines';
  return {
    ...frame(plot),
    data: { values },
    layer: [
      lines
        ? { mark: { type: 'area', opacity: 0.18, clip: true }, transform: bounded, encoding: interval }
        : { mark: { type: 'rule', opacity: 0.7, clip: true }, transform: bounded, encoding: interval },
      ...(lines
        ? [
            {
              mark: { type: 'line' as const, strokeWidth: 2, clip: true },
              encoding: {
                x,
                y,
                color,
                strokeDash: { field: 'series', type: 'nominal' as const, scale: scale(dashes), legend },
              },
            },
          ]
        : []),
      {
        mark: { type: 'point', filled: true, size: 55, opacity: 1 },
        encoding: { x, y, color, shape: { field: 'series', type: 'nominal', scale: scale(shapes), legend } },
      },
      ...(plot.references ?? []).flatMap((reference) => referenceLayers(reference, plot)),
    ],
  };
}
