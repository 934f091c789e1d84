/** The choice of the output scale as a table and a picture. */
import type { ReportCell, ReportPlot, ReportTable } from '../../protocol/experiment.ts';
import { range } from '../experiments/cells.ts';
import { panels } from '../plots/panels.ts';
import { reportPlot } from '../plots/renderPlot.ts';
import { seriesPlot } from '../plots/seriesPlot.ts';
import type { SeriesPoint } from '../plots/seriesPlot.ts';
import { spreadOf } from '../sae/metrics/summaries.ts';
import { SCALE_RULE } from './chooseScale.ts';
import type { ScaleFigures } from './chooseScale.ts';

export function scaleTable(figures: readonly ScaleFigures[], targetL0: number): ReportTable {
  const cell = (values: readonly (number | null)[]): ReportCell =>
    values.includes(null) ? null : range(values.filter((value) => value !== null));
  return {
    title: `Output scale at L0 ${Number(targetL0.toPrecision(3))}`,
    columns: [
      { name: 'a', kind: 'number', digits: 2 },
      { name: 'nmse', kind: 'number', digits: 4 },
      { name: 'explained variance', kind: 'number', digits: 4 },
      { name: 'with a twin', kind: 'percent', digits: 1 },
      { name: 'distinct, firing', kind: 'number', digits: 0 },
      { name: '', kind: 'text' },
    ],
    rows: figures.map((one) => [
      ...[one.scale, cell(one.nmse), cell(one.explainedVariance), cell(one.twinShare), cell(one.distinct)],
      one.picked ? 'picked' : one.candidate ? 'candidate' : '',
    ]),
    notes: [
      SCALE_RULE,
      'After the least-squares refit, on held-out tokens, interpolated in log L0; ranges over seeds; a dash where the runs do not enclose that L0.',
    ],
  };
}

export function scalePlot(figures: readonly ScaleFigures[]): Promise<ReportPlot> {
  const title = 'Output scale without ground truth';
  const points = (of: (one: ScaleFigures) => readonly (number | null)[]): SeriesPoint[] =>
    figures.flatMap((one) => {
      const values = of(one).filter((value) => value !== null);
      if (values.length === 0) return [];
      const { mean: y, least, most } = spreadOf(values);
      return [{ x: one.scale, y, least, most }];
    });
  const picked = figures.find((one) => one.picked);
  const panel = (name: string, of: (one: ScaleFigures) => readonly (number | null)[], format?: string) =>
    seriesPlot({
      title: name,
      x: { title: 'a', scale: 'log' },
      y: { title: name, ...(format === undefined ? {} : { format }) },
      series: [{ name, points: points(of) }],
      mark: 'lines',
      width: 320,
      height: 230,
      ...(picked === undefined
        ? {}
        : { references: [{ axis: 'x' as const, value: picked.scale, label: 'picked' }] }),
    });
  return reportPlot(
    {
      file: 'scale.svg',
      title,
      description:
        'nmse after the refit and the share of features with a twin over the output scale a, at one L0.',
    },
    panels(
      title,
      [panel('nmse', ({ nmse }) => nmse), panel('With a twin', ({ twinShare }) => twinShare, '.1%')],
      2,
    ),
  );
}
