/** A map of values over two axes, under curves. */
import { frame, quantitative } from './axes.ts';
import type { AxisSpec, PanelSpec, QuantitativeAxis } from './axes.ts';
import type { Series } from './seriesPlot.ts';

export interface HeatmapPlot {
  title?: string;
  x: AxisSpec;
  y: AxisSpec;
  /** Centres of cells on a full grid; null where nothing was measured. */
  cells: readonly { x: number; y: number; value: number | null }[];
  value: { title: string; domain: [number, number]; format?: string };
  /** Drawn over the cells, with its name at the end. */
  curves?: readonly Series[];
  width?: number;
  height?: number;
}

/** A heatmap on continuous axes, so that curves lie where they belong. */
export function heatmapPlot(plot: HeatmapPlot): PanelSpec {
  const edgesX = cellEdges(
    plot.cells.map((cell) => cell.x),
    plot.x.scale,
  );
  const edgesY = cellEdges(
    plot.cells.map((cell) => cell.y),
    plot.y.scale,
  );
  const values = plot.cells.flatMap(({ x, y, value }) => {
    const [left, right] = edgesX.get(x) ?? [x, x];
    const [bottom, top] = edgesY.get(y) ?? [y, y];
    return value === null ? [] : [{ left, right, bottom, top, value }];
  });
  const span = (edges: Map<number, [number, number]>): [number, number] => {
    const ends = [...edges.values()].flat();
    return [Math.min(...ends), Math.max(...ends)];
  };
  const axisX = quantitative({ domain: span(edgesX), ...plot.x });
  const axisY = quantitative({ domain: span(edgesY), ...plot.y });
  const curves = plot.curves ?? [];
  return {
    ...frame(plot),
    layer: [
      {
        data: { values },
        mark: { type: 'rect' },
        encoding: {
          x: { field: 'left', ...axisX },
          x2: { field: 'right' },
          y: { field: 'bottom', ...axisY },
          y2: { field: 'top' },
          color: {
            field: 'value',
            type: 'quantitative',
            scale: { domain: plot.value.domain },
            legend: {
              title: plot.value.title,
              ...(plot.value.format === undefined ? {} : { format: plot.value.format }),
            },
          },
        },
      },
      ...(curves.length === 0 ? [] : curveLayers(curves, axisX, axisY)),
    ],
  };
}

/** White over black, so that a curve is seen on every colour of the map. */
function curveLayers(curves: readonly Series[], axisX: QuantitativeAxis, axisY: QuantitativeAxis) {
  const data = { values: curves.flatMap(({ name, points }) => points.map(({ x, y }) => ({ name, x, y }))) };
  const last = {
    values: curves.flatMap(({ name, points }) => points.slice(-1).map(({ x, y }) => ({ name, x, y }))),
  };
  const encoding = {
    x: { field: 'x', ...axisX },
    y: { field: 'y', ...axisY },
    detail: { field: 'name', type: 'nominal' as const },
  };
  const line = (stroke: string, strokeWidth: number, strokeDash: number[]) => ({
    data,
    mark: { type: 'line' as const, stroke, strokeWidth, strokeDash, clip: true },
    encoding,
  });
  return [
    line('#000000', 4, [1, 0]),
    line('#ffffff', 2, [6, 3]),
    ...[
      { stroke: '#000000', strokeWidth: 3, fill: '#000000' },
      { stroke: null, strokeWidth: 0, fill: '#ffffff' },
    ].map((paint) => ({
      data: last,
      mark: {
        type: 'text' as const,
        align: 'right' as const,
        dx: -6,
        dy: 12,
        fontSize: 11,
        fontWeight: 600 as const,
        ...paint,
      },
      encoding: { ...encoding, text: { field: 'name', type: 'nominal' as const } },
    })),
  ];
}

/** Half way to the neighbours, by ratio on a log axis; the outermost cells are as wide outwards as inwards. */
export function cellEdges(
  centres: readonly number[],
  scale: AxisSpec['scale'] = 'linear',
): Map<number, [number, number]> {
  const [to, from] = scale === 'log' ? [Math.log, Math.exp] : [(v: number) => v, (v: number) => v];
  const sorted = [...new Set(centres)].sort((p, q) => p - q);
  const places = sorted.map(to);
  return new Map(
    sorted.map((centre, i) => {
      const here = places[i] ?? 0;
      const below = places[i - 1];
      const above = places[i + 1];
      const left = below === undefined ? here - ((above ?? here + 1) - here) / 2 : (below + here) / 2;
      const right = above === undefined ? here + (here - (below ?? here - 1)) / 2 : (above + here) / 2;
      return [centre, [from(left), from(right)]];
    }),
  );
}
