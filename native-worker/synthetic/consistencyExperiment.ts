/** `monosema synthetic consistency`: how alike the dictionaries are that different starts find on the same data. */
import type { ReportCell, ReportTable } from '../../protocol/experiment.ts';
import { barPlot } from '../plots/barPlot.ts';
import { reportPlot } from '../plots/renderPlot.ts';
import { consistency } from '../sae/metrics/consistency.ts';
import type { ConsistencyReport, CosineSummary } from '../sae/metrics/consistency.ts';
import { gbaArm, l1Arm, ownTopKArm, rivalRates, tiedTopKArm } from './arms.ts';
import {
  conditionsTable,
  dictionaryTable,
  frr,
  meanOver,
  numberColumn,
  over,
  percentColumn,
  textColumn,
} from './report.ts';
import { checkSettings, listedSettings, toyDefaults } from './settings.ts';
import type { RunOptions, SyntheticReport, SyntheticSettings } from './settings.ts';
import { sweep } from './sweep.ts';
import type { Arm, ArmSweep } from './sweep.ts';
import { SyntheticSpecError } from './syntheticSpec.ts';

export function consistencyDefaults(): SyntheticSettings {
  const settings = toyDefaults();
  return { ...settings, seed: 120, seeds: 4, heldOutRows: 4096 };
}

interface Compared {
  part: ArmSweep;
  report: ConsistencyReport;
}

/** @throws SyntheticSpecError for fewer than two seeds */
export async function consistencyExperiment(
  settings: SyntheticSettings,
  options: RunOptions,
): Promise<SyntheticReport> {
  const begun = performance.now();
  checkSettings(settings);
  if (settings.seeds < 2)
    throw new SyntheticSpecError('Consistency compares runs: it needs at least 2 seeds, as in --seeds 4.');
  const parts = await sweep(consistencyArms(settings), settings, options, {
    keepRows: true,
    dataSeed: settings.seed,
  });
  const compared: Compared[] = [];
  for (const part of parts) {
    const dictionaries = part.results.map(({ rows }) => ({ rows: rows ?? new Float32Array(0) }));
    compared.push({
      part,
      report: await consistency(dictionaries, { dIn: settings.data.dIn, nullSeed: settings.seed }),
    });
  }
  return {
    version: 1,
    experiment: 'consistency',
    title: `Consistency between ${settings.seeds} starts on the same data: n = ${settings.data.features}, d = ${settings.data.dIn}, M = ${settings.dSae}`,
    command: options.command,
    settings: { ...listedSettings(settings), 'seed of V and of the rows': settings.seed },
    tables: [
      similarityTable(compared),
      nullTable(compared),
      dictionaryTable(parts),
      await conditionsTable({ ...settings.data, seed: settings.seed }),
    ],
    plots: [await plot(compared)],
    checks: [],
    notes: [
      'MCS rewards collapse: a dictionary whose neurons all lie on a few directions finds a partner for each of them. Read it only beside recovery, distinct features and the share of twins.',
    ],
    seconds: (performance.now() - begun) / 1000,
  };
}

function consistencyArms(settings: SyntheticSettings): Arm[] {
  const k = Math.min(20, settings.dSae);
  const tiny = (0.12 * settings.data.features) / settings.dSae;
  return [
    { name: 'GBA recommended', config: gbaArm(settings) },
    {
      name: 'GBA, scale a fifth as large',
      config: gbaArm(settings, { outputScale: tiny, finalOutputScale: tiny }),
    },
    {
      name: 'GBA, a = 1 trained',
      config: gbaArm(settings, { outputScale: 1, finalOutputScale: 1, trainOutputScale: true }),
    },
    { name: `TopK ${k}, tied, same small scale`, config: tiedTopKArm(settings, k) },
    { name: `TopK ${k}, own recipe`, config: ownTopKArm(settings, k) },
    { name: `L1, lambda ${rivalRates.lambda}`, config: l1Arm(settings) },
  ];
}

function similarityTable(compared: readonly Compared[]): ReportTable {
  const [first] = compared;
  const pairs = first?.report.orderedPairs ?? 0;
  return {
    title: `Maximum cosine similarity between starts (mean over ${pairs} ordered pairs, least to most)`,
    columns: [
      textColumn('arm'),
      numberColumn('MCS', 3),
      percentColumn('MCS above 0.9', 0),
      numberColumn('matched', 3),
      percentColumn('matched above 0.9', 0),
      percentColumn('FRR at 0.9'),
      numberColumn('distinct', 0),
      percentColumn('twins', 0),
    ],
    rows: compared.map(({ part, report }): ReportCell[] => [
      part.arm.name,
      report.raw.mean,
      above(report.raw, report),
      report.matched.mean,
      above(report.matched, report),
      over(part, frr(1)),
      over(part, ({ distinct }) => distinct),
      over(part, ({ twinShare }) => twinShare),
    ]),
    notes: [
      `MCS: of each neuron the greatest cosine with any neuron of the other run; matched: with a neuron of its own (one-to-one, method ${first?.report.matched.method ?? '–'}).`,
      'Starts differ; V and the rows are the same for all.',
    ],
  };
}

/** What unlearned dictionaries score. */
function nullTable(compared: readonly Compared[]): ReportTable {
  return {
    title: 'The same between random dictionaries of that shape (null)',
    columns: [
      textColumn('shaped like'),
      numberColumn('sphere: MCS', 3),
      percentColumn('above 0.9', 1),
      numberColumn('sphere: matched', 3),
      numberColumn('covariance: MCS', 3),
      numberColumn('covariance: matched', 3),
    ],
    rows: compared.map(({ part, report }): ReportCell[] => [
      part.arm.name,
      report.nulls.sphere.raw.mean,
      above(report.nulls.sphere.raw, report),
      report.nulls.sphere.matched.mean,
      report.nulls.covariance.raw.mean,
      report.nulls.covariance.matched.mean,
    ]),
    notes: [
      'sphere: Gaussian rows; covariance: Gaussian rows with the mean and covariance of the arm’s own.',
    ],
  };
}

/** Share above 0.9, of those thresholds that were asked for. */
function above({ sharesAbove }: CosineSummary, { thresholds }: ConsistencyReport): ReportCell {
  return sharesAbove[thresholds.indexOf(0.9)] ?? null;
}

function plot(compared: readonly Compared[]) {
  const bars = compared.flatMap(({ part, report }) => {
    const category = part.arm.name;
    return [
      {
        category,
        group: 'MCS',
        value: report.raw.mean.mean,
        least: report.raw.mean.least,
        most: report.raw.mean.most,
      },
      {
        category,
        group: 'matched',
        value: report.matched.mean.mean,
        least: report.matched.mean.least,
        most: report.matched.mean.most,
      },
      { category, group: 'null (matched)', value: report.nulls.sphere.matched.mean.mean },
      { category, group: 'FRR at 0.9', value: meanOver(part, frr(1)) },
      {
        category,
        group: 'distinct share',
        value: meanOver(part, ({ distinct }) => distinct) / (dSaeOf(part) || 1),
      },
    ];
  });
  return reportPlot(
    {
      file: 'consistency.svg',
      title: 'Consistency between starts',
      description:
        'Bars for each arm: mean MCS between starts, the one-to-one matched figure, its random null, feature recovery at 0.9 and the share of distinct features. The tables hold all values.',
    },
    barPlot({
      title: 'Consistency between starts',
      value: { title: 'cosine, or share', domain: [0, 1] },
      bars,
    }),
  );
}

function dSaeOf({ arm }: ArmSweep): number {
  return arm.config.dSae;
}
