/** Pictures of a frontier: reconstruction, dead and distinct features, consistency over L0; targets against realised frequencies. */
import type { ReportPlot } from '../../protocol/experiment.ts';
import type { AxisSpec, PanelSpec } from '../plots/axes.ts';
import { panels } from '../plots/panels.ts';
import { reportPlot } from '../plots/renderPlot.ts';
import { seriesPlot } from '../plots/seriesPlot.ts';
import type { Series, SeriesPoint } from '../plots/seriesPlot.ts';
import { spreadOf } from '../sae/metrics/summaries.ts';
import type { Spread } from '../sae/metrics/summaries.ts';
import { figures } from './armGroups.ts';
import type { ArmGroup } from './armGroups.ts';
import type { Measured } from './armResult.ts';

const L0_AXIS: AxisSpec = { title: 'L0 (active features a token)', scale: 'log' };

/** One line a label over L0; each point the mean of its seeds, with a band from the least to the greatest. */
function overL0(groups: readonly ArmGroup[], of: (group: ArmGroup) => Spread | null): Series[] {
  const labels = [...new Set(groups.map(({ label }) => label))];
  return labels.map((name) => ({
    name,
    points: groups.filter(({ label }) => label === name).flatMap((group) => point(group, of(group))),
  }));
}

function point(group: ArmGroup, value: Spread | null): SeriesPoint[] {
  const x = spreadOf(figures(group, ({ l0 }) => l0)).mean;
  if (value === null || x <= 0) return [];
  const { mean: y, least, most } = value;
  return [{ x, y, least, most }];
}

function panel(
  groups: readonly ArmGroup[],
  y: AxisSpec,
  of: (measured: Measured) => number | null,
): PanelSpec {
  const series = overL0(groups, (group) => {
    const values = figures(group, of);
    return values.length === 0 ? null : spreadOf(values);
  });
  return seriesPlot({ title: y.title, x: L0_AXIS, y, series, mark: 'lines', width: 340, height: 240 });
}

export async function frontierPlots(groups: readonly ArmGroup[]): Promise<ReportPlot[]> {
  const plots = [await reconstructionPlot(groups), await featuresPlot(groups)];
  const consistent = groups.filter(({ consistency }) => consistency !== null);
  if (consistent.length > 0) plots.push(await consistencyPlot(consistent));
  const adapted = groups.filter(({ arms }) => arms.some(({ result }) => result.measured.targets !== null));
  if (adapted.length > 0) plots.push(await targetPlot(adapted));
  return plots;
}

function reconstructionPlot(groups: readonly ArmGroup[]): Promise<ReportPlot> {
  const title = 'Reconstruction against sparsity';
  return reportPlot(
    {
      file: 'frontier.svg',
      title,
      description: `Explained variance and nmse of ${namesOf(groups)} over L0, on held-out tokens; bands from the least to the greatest seed.`,
    },
    panels(
      title,
      [
        panel(groups, { title: 'Explained variance' }, ({ explainedVariance }) => explainedVariance),
        panel(groups, { title: 'nmse' }, ({ nmse }) => nmse),
      ],
      2,
    ),
  );
}

function featuresPlot(groups: readonly ArmGroup[]): Promise<ReportPlot> {
  const title = 'Features';
  return reportPlot(
    {
      file: 'features.svg',
      title,
      description: `Share of features that were not seen to fire, distinct features among those that fired and the share of them with a twin, over L0, for ${namesOf(groups)}.`,
    },
    panels(title, [
      panel(groups, { title: 'Not seen', format: '.1%' }, ({ dead }) => dead.share),
      panel(groups, { title: 'Distinct, of those that fired' }, ({ firing }) => firing?.distinct ?? 0),
      panel(groups, { title: 'With a twin', format: '.1%' }, ({ firing }) => firing?.twinShare ?? null),
    ]),
  );
}

function consistencyPlot(groups: readonly ArmGroup[]): Promise<ReportPlot> {
  const title = 'Consistency across seeds, of features that fired';
  const mcs = (name: string, of: 'raw' | 'matched' | 'null'): PanelSpec => {
    const value = ({ consistency }: ArmGroup): Spread | null => {
      const report = consistency?.firing ?? null;
      if (report === null) return null;
      return of === 'null' ? report.nulls.covariance.raw.mean : report[of].mean;
    };
    const y = { title: name, domain: [0, 1] as [number, number] };
    const series = overL0(groups, value);
    return seriesPlot({ title: name, x: L0_AXIS, y, series, mark: 'lines', width: 340, height: 240 });
  };
  return reportPlot(
    {
      file: 'consistency.svg',
      title,
      description: `Mean max cosine similarity between seeds over L0 for ${namesOf(groups)}: raw, matched one to one, and that of random dictionaries.`,
    },
    panels(title, [mcs('MCS raw', 'raw'), mcs('MCS matched', 'matched'), mcs('MCS of random rows', 'null')]),
  );
}

function targetPlot(groups: readonly ArmGroup[]): Promise<ReportPlot> {
  const title = 'Target against realised frequency';
  const series = groups.map((group): Series => {
    const reports = group.arms.flatMap(({ result }) => result.measured.targets ?? []);
    const points = (reports[0]?.groups ?? []).flatMap((first, part): SeriesPoint[] => {
      const realised = reports.flatMap((report) => report.groups[part]?.realised ?? []);
      if (first === null || realised.length === 0) return [];
      const { mean, least, most } = spreadOf(realised);
      return mean <= 0 || least <= 0 ? [] : [{ x: first.target, y: mean, least, most }];
    });
    return { name: `${group.label}, L0 ${spreadOf(figures(group, ({ l0 }) => l0)).mean.toFixed(0)}`, points };
  });
  const all = series.flatMap(({ points }) => points.map(({ x }) => x));
  const ends = [Math.min(...all), Math.max(...all)];
  const equal: Series = { name: 'equal', points: ends.map((x) => ({ x, y: x })) };
  return reportPlot(
    {
      file: 'targets.svg',
      title,
      description:
        'Mean realised frequency of each group of neurons on held-out tokens over its target; the target is a ceiling.',
    },
    seriesPlot({
      title,
      x: { title: 'Target frequency', scale: 'log' },
      y: { title: 'Realised frequency', scale: 'log' },
      series: all.length === 0 ? series : [...series, equal],
      mark: 'lines',
    }),
  );
}

function namesOf(groups: readonly ArmGroup[]): string {
  return [...new Set(groups.map(({ label }) => label))].join(', ');
}
