/** `monosema synthetic robustness`: recovery and loss over each algorithm's settings, with as many settings for every algorithm. */
import type { ReportCell, ReportTable } from '../../protocol/experiment.ts';
import { panels } from '../plots/panels.ts';
import { reportPlot } from '../plots/renderPlot.ts';
import { seriesPlot } from '../plots/seriesPlot.ts';
import { gbaArm, l1Arm, ownTopKArm, tiedTopKArm } from './arms.ts';
import type { GbaConfig } from '../../protocol/training.ts';
import { frr, meanOver, lateNotes, numberColumn, over, percentColumn, textColumn } from './report.ts';
import { checkSettings, countedSeeds, listedSettings, toyDefaults } from './settings.ts';
import type { RunOptions, SyntheticReport, SyntheticSettings } from './settings.ts';
import { sweep } from './sweep.ts';
import type { Arm, ArmSweep } from './sweep.ts';

const families = ['GBA', 'TopK, tied', 'TopK, own recipe', 'L1'] as const;

interface Setting extends Arm {
  family: (typeof families)[number];
  /** The knob that was turned, and to what; `base` stands for all of GBA's knobs at once. */
  knob: string;
  value: number;
  /** The second knob of a grid. */
  line: string;
}

export function robustnessDefaults(): SyntheticSettings {
  const settings = toyDefaults();
  return { ...settings, seed: 110, seeds: 2, heldOutRows: 4096 };
}

export async function robustnessExperiment(
  settings: SyntheticSettings,
  options: RunOptions,
): Promise<SyntheticReport> {
  const begun = performance.now();
  checkSettings(settings);
  const parts = await sweep(robustnessSettings(settings), settings, options);
  const each = parts.length / families.length;
  return {
    version: 1,
    experiment: 'robustness',
    title: `Robustness: ${each} settings for each algorithm, n = ${settings.data.features}, d = ${settings.data.dIn}, M = ${settings.dSae}, ${countedSeeds(settings)}`,
    command: options.command,
    settings: listedSettings(settings),
    tables: [summary(parts), ...families.map((family) => familyTable(family, parts))],
    plots: await plots(parts),
    checks: [],
    notes: [
      `Equal tuning budget: ${each} settings for each algorithm, each on the same ${countedSeeds(settings)} with the same ${settings.steps} steps of ${settings.batchTokens} rows. GBA has four knobs, each turned on its own from the recommended setting; the others have two, on a grid.`,
      'Best of and worst of are read off the same runs that they describe, so the best flatters every algorithm a little.',
    ],
    seconds: (performance.now() - begun) / 1000,
  };
}

/** Twelve for each family. */
function robustnessSettings(settings: SyntheticSettings): Setting[] {
  const gba = (knob: string, value: number, overrides: Partial<GbaConfig>, lr?: number): Setting => ({
    name: knob === 'base' ? 'recommended' : `${knob} ${value}`,
    family: 'GBA',
    knob,
    value,
    line: 'GBA',
    config: gbaArm(settings, overrides, lr),
  });
  const base = settings.learningRate;
  const star = [
    gba('base', 0, {}),
    ...[0.1, 1 / 3, 3].map((factor) => rounded(base * factor)).map((lr) => gba('lr', lr, {}, lr)),
    ...[1, 3, 20].map((groups) =>
      gba('K', groups, {
        groups,
        ...(groups === 1 ? { highestTargetFrequency: 0.01, lowestTargetFrequency: 0.01 } : {}),
      }),
    ),
    ...[0.03, 0.3, 0.5].map((htf) => gba('HTF', htf, { highestTargetFrequency: htf })),
    ...[1e-4, 0.01].map((ltf) => gba('LTF', ltf, { lowestTargetFrequency: ltf })),
  ];
  const ks = [20, 30, 50].map((k) => Math.min(k, settings.dSae));
  const grid = (
    family: Setting['family'],
    lines: readonly number[],
    label: string,
    rates: readonly number[],
    config: (line: number, rate: number) => Setting['config'],
  ): Setting[] =>
    lines.flatMap((line) =>
      rates.map((rate) => ({
        name: `${label} ${line}, lr ${rate}`,
        family,
        knob: 'lr',
        value: rate,
        line: `${label} ${line}`,
        config: config(line, rate),
      })),
    );
  const tiedRates = [0.1, 1 / 3, 1, 3].map((factor) => rounded(base * factor));
  return [
    ...star,
    ...grid('TopK, tied', ks, 'k', tiedRates, (k, lr) => tiedTopKArm(settings, k, lr)),
    ...grid('TopK, own recipe', ks, 'k', [5e-3, 1e-2, 2e-2, 4e-2], (k, lr) => ownTopKArm(settings, k, lr)),
    ...grid('L1', [0.1, 0.2, 0.4], 'lambda', [1e-3, 3e-3, 1e-2, 3e-2], (lambda, lr) =>
      l1Arm(settings, lambda, lr),
    ),
  ];
}

const rounded = (value: number): number => Number(value.toPrecision(2));

function summary(parts: readonly ArmSweep<Setting>[]): ReportTable {
  return {
    title: 'How much depends on the setting (means over seeds, of each algorithm’s settings)',
    columns: [
      textColumn('algorithm'),
      numberColumn('settings', 0),
      percentColumn('best FRR at 0.9'),
      percentColumn('median'),
      percentColumn('worst'),
      percentColumn('settings above 90', 0),
      numberColumn('loss at the best', 3),
      numberColumn('L0 at the best', 1),
      textColumn('best setting'),
    ],
    rows: families.map((family): ReportCell[] => {
      const own = parts.filter(({ arm }) => arm.family === family);
      const ranked = own
        .map((part) => ({ part, rate: meanOver(part, frr(1)) }))
        .sort((p, q) => q.rate - p.rate);
      const best = ranked[0];
      const middle = (ranked.length - 1) / 2;
      const median = ((ranked[Math.floor(middle)]?.rate ?? 0) + (ranked[Math.ceil(middle)]?.rate ?? 0)) / 2;
      return [
        family,
        own.length,
        best?.rate ?? null,
        median,
        ranked.at(-1)?.rate ?? null,
        ranked.filter(({ rate }) => rate > 0.9).length / Math.max(1, ranked.length),
        best ? meanOver(best.part, ({ nmse }) => nmse) : null,
        best ? meanOver(best.part, ({ l0 }) => l0) : null,
        best?.part.arm.name ?? '',
      ];
    }),
    notes: [],
  };
}

function familyTable(family: Setting['family'], parts: readonly ArmSweep<Setting>[]): ReportTable {
  const own = parts.filter(({ arm }) => arm.family === family);
  return {
    title: `${family} (mean over seeds, least to most)`,
    columns: [
      textColumn('setting'),
      percentColumn('FRR at 0.8'),
      percentColumn('FRR at 0.9'),
      numberColumn('loss', 3),
      numberColumn('L0', 1),
      percentColumn('dead', 0),
      percentColumn('twins', 0),
      numberColumn('distinct', 0),
      percentColumn('above cap', 0),
    ],
    rows: own.map((part) => [
      part.arm.name,
      over(part, frr(0)),
      over(part, frr(1)),
      over(part, ({ nmse }) => nmse),
      over(part, ({ l0 }) => l0),
      over(part, ({ dead }) => dead),
      over(part, ({ twinShare }) => twinShare),
      over(part, ({ distinct }) => distinct),
      over(part, ({ targets }) => targets?.aboveCap),
    ]),
    notes: [
      ...(family === 'GBA' ? ['K = 1 has HTF = LTF = 0.01: one group has one target.'] : []),
      ...lateNotes(own),
    ],
  };
}

async function plots(parts: readonly ArmSweep<Setting>[]) {
  const at = (part: ArmSweep<Setting>, x: number) => ({ x, y: meanOver(part, frr(1)) });
  const base = parts.find(({ arm }) => arm.knob === 'base');
  const baseValue: Record<string, number> = { K: 10, HTF: 0.1, LTF: 0.001 };
  const panel = (
    title: string,
    x: string,
    series: { name: string; points: { x: number; y: number }[] }[],
    legend = '',
  ) =>
    seriesPlot({
      title,
      x: { title: x, scale: 'log' },
      y: { title: 'FRR at 0.9', format: '.0%', domain: [0, 1] },
      mark: 'lines',
      legend,
      series: series.map(({ name, points }) => ({ name, points: points.sort((p, q) => p.x - q.x) })),
      width: 220,
      height: 180,
    });
  const ofGba = ['lr', 'K', 'HTF', 'LTF'].map((knob) => {
    const turned = parts.filter(({ arm }) => arm.family === 'GBA' && arm.knob === knob);
    const lr = base !== undefined && 'learningRate' in base.arm.config ? base.arm.config.learningRate : 0;
    const own = base === undefined ? [] : [at(base, baseValue[knob] ?? lr)];
    return panel(`GBA: ${knob}`, knob, [
      { name: knob, points: [...turned.map((part) => at(part, part.arm.value)), ...own] },
    ]);
  });
  const grids = families.slice(1).map((family) => {
    const own = parts.filter(({ arm }) => arm.family === family);
    const lines = [...new Set(own.map(({ arm }) => arm.line))];
    return panel(
      family,
      'lr',
      lines.map((line) => ({
        name: line,
        points: own.filter(({ arm }) => arm.line === line).map((part) => at(part, part.arm.value)),
      })),
    );
  });
  const scatter = seriesPlot({
    title: 'Recovery against loss, all settings',
    x: { title: 'loss (share of ||x||²)' },
    y: { title: 'FRR at 0.9', format: '.0%', domain: [0, 1.03] },
    mark: 'points',
    series: families.map((family) => ({
      name: family,
      points: parts
        .filter(({ arm }) => arm.family === family)
        .map((part) =>
          at(
            part,
            meanOver(part, ({ nmse }) => nmse),
          ),
        ),
    })),
  });
  return Promise.all([
    reportPlot(
      {
        file: 'robustness.svg',
        title: 'Recovery over each setting',
        description:
          'Lines of the feature recovery rate at cosine 0.9 over the settings of GBA (lr, K, HTF, LTF), of tied TopK and TopK’s own recipe (lr for three k) and of L1 (lr for three lambda). The tables hold all values.',
      },
      panels('Recovery over each setting', [...ofGba, ...grids], 4),
    ),
    reportPlot(
      {
        file: 'robustness-loss.svg',
        title: 'Recovery against loss',
        description:
          'Scatter of recovery at cosine 0.9 against held-out loss, a point for each setting of each algorithm.',
      },
      scatter,
    ),
  ]);
}
