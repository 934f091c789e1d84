/** The pictures of `monosema synthetic resonance`: a map of recovery over target frequency and width for each form, and its rows as lines. */
import type { ReportPlot } from '../../protocol/experiment.ts';
import { heatmapPlot } from '../plots/heatmapPlot.ts';
import { panels } from '../plots/panels.ts';
import { reportPlot } from '../plots/renderPlot.ts';
import { seriesPlot } from '../plots/seriesPlot.ts';
import type { SeriesPoint } from '../plots/seriesPlot.ts';
import { frr, meanOver, over } from './report.ts';
import type { ResonanceCell, ResonanceForm, ResonanceSettings } from './resonanceSettings.ts';
import type { ArmSweep } from './sweep.ts';

type Parts = readonly ArmSweep<ResonanceCell>[];

export async function resonancePlots(
  settings: ResonanceSettings,
  parts: Parts,
  f: number,
): Promise<ReportPlot[]> {
  const description = (what: string): string =>
    `${what} of the feature recovery rate at cosine 0.9 over target frequency p in multiples of f and width d, one panel for each form of bias adaptation (${settings.forms.join(', ')}), with the theorem's band f <= p <= min(sqrt f, f d) drawn in. The tables hold all values.`;
  return Promise.all([
    reportPlot(
      { file: 'resonance.svg', title: 'Neuron resonance', description: description('Heatmaps') },
      panels('Neuron resonance: FRR at 0.9', maps(settings, parts, f)),
    ),
    reportPlot(
      {
        file: 'resonance-lines.svg',
        title: 'Recovery over the target frequency',
        description: description('Lines'),
      },
      panels('Recovery over the target frequency', lines(settings, parts, f)),
    ),
  ]);
}

const ofForm = (parts: Parts, form: ResonanceForm) => parts.filter(({ arm }) => arm.form === form);

function maps(settings: ResonanceSettings, parts: Parts, f: number) {
  const curves = bandCurves(settings, f);
  return settings.forms.map((form) =>
    heatmapPlot({
      title: form,
      x: { title: 'p / f', scale: 'log' },
      y: { title: 'width d', scale: 'log' },
      cells: ofForm(parts, form).map((part) => ({
        x: part.arm.ratio,
        y: part.arm.width,
        value: meanOver(part, frr(1)),
      })),
      value: { title: 'FRR at 0.9', domain: [0, 1], format: '.0%' },
      curves,
      width: 300,
      height: 240,
    }),
  );
}

/** The edges of the band, as far as they lie on the map: a curve's name stands at its end. */
function bandCurves(settings: ResonanceSettings, f: number) {
  const [bottom, top] = [Math.min(...settings.widths), Math.max(...settings.widths)];
  const furthest = Math.max(...settings.ratios);
  const upright = (name: string, x: number) => ({
    name,
    points: x > furthest ? [] : [bottom, top].map((y) => ({ x, y })),
  });
  const product = [bottom, Math.min(top, furthest)].map((y) => ({ x: y, y }));
  return [
    upright('p = f', 1),
    upright('p = √f', 1 / Math.sqrt(f)),
    { name: 'p = f d', points: bottom < furthest ? product : [] },
  ].filter(({ points }) => points.length > 0);
}

function lines(settings: ResonanceSettings, parts: Parts, f: number) {
  return settings.forms.map((form) =>
    seriesPlot({
      title: form,
      x: { title: 'p / f', scale: 'log' },
      y: { title: 'FRR at 0.9', format: '.0%', domain: [0, 1] },
      mark: 'lines',
      legend: 'width d',
      series: settings.widths.map((width) => ({
        name: String(width),
        points: ofForm(parts, form)
          .filter(({ arm }) => arm.width === width)
          .flatMap((part) => pointsOf(part)),
      })),
      references: [
        { axis: 'x', value: 1, label: 'f' },
        { axis: 'x', value: 1 / Math.sqrt(f), label: '√f' },
      ],
      width: 300,
      height: 240,
    }),
  );
}

/** None where nothing was measured. */
function pointsOf(part: ArmSweep<ResonanceCell>): SeriesPoint[] {
  const cell = over(part, frr(1));
  if (typeof cell !== 'object' || cell === null) return [];
  return [{ x: part.arm.ratio, y: cell.mean, least: cell.least, most: cell.most }];
}
