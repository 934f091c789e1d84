/**
 * `monosema synthetic resonance`: recovery over the target frequency p, in multiples of the features' frequency f, and over the width d, with
 * the theorem's band f <= p <= min(sqrt f, f d). One group, every neuron with the same target.
 */
import type { ReportCell, ReportTable } from '../../protocol/experiment.ts';
import { heatmapPlot } from '../plots/heatmapPlot.ts';
import { panels } from '../plots/panels.ts';
import { reportPlot } from '../plots/renderPlot.ts';
import { seriesPlot } from '../plots/seriesPlot.ts';
import { gbaArm } from './arms.ts';
import { conditionsTable, frr, meanOver, numberColumn, over, percentColumn, textColumn } from './report.ts';
import { checkSettings, countedSeeds, learningRateFor, listedSettings } from './settings.ts';
import type { RunOptions, SyntheticReport, SyntheticSettings } from './settings.ts';
import { sweep } from './sweep.ts';
import type { Arm, ArmSweep } from './sweep.ts';
import { meanActive, SyntheticSpecError } from './syntheticSpec.ts';

export const resonanceForms = ['published', 'requantile', 'ba-theory'] as const;
export type ResonanceForm = (typeof resonanceForms)[number];

export interface ResonanceSettings extends SyntheticSettings {
  forms: ResonanceForm[];
  /** p / f. */
  ratios: number[];
  /** d of each row of the map; `data.dIn` is not used. */
  widths: number[];
  /** T of ba-theory, and the rows of each of its steps. */
  theorySteps: number;
  theoryRows: number;
}

interface Cell extends Arm {
  form: ResonanceForm;
  ratio: number;
  width: number;
}

export function resonanceDefaults(): ResonanceSettings {
  return {
    seed: 100,
    seeds: 1,
    data: {
      features: 512,
      dIn: 45,
      sparsity: { kind: 'exact', active: 3 },
      magnitudes: 'constant',
      zipfExponent: 0,
      dictionary: 'gaussian',
      noise: 0,
    },
    dSae: 1024,
    steps: 200,
    batchTokens: 512,
    heldOutRows: 2048,
    learningRate: learningRateFor(42),
    forms: [...resonanceForms],
    ratios: [0.1, 0.3, 1, 2, 4.5, 8, 16],
    widths: [24, 45, 96],
    theorySteps: 6,
    theoryRows: 8192,
  };
}

/** @throws SyntheticSpecError */
export async function resonanceExperiment(
  settings: ResonanceSettings,
  options: RunOptions,
): Promise<SyntheticReport> {
  const begun = performance.now();
  check(settings);
  const parts = await sweep(cells(settings), settings, options);
  const { features } = settings.data;
  const f = meanActive(settings.data.sparsity) / features;
  return {
    version: 1,
    experiment: 'resonance',
    title: `Neuron resonance: n = ${features}, f = ${f.toPrecision(3)}, M = ${settings.dSae}, ${countedSeeds(settings)}`,
    command: options.command,
    settings: {
      ...listedSettings(settings),
      'width d': settings.widths.join(', '),
      'p / f': settings.ratios.join(', '),
      forms: settings.forms.join(', '),
      'steps of ba-theory': settings.theorySteps,
      'rows a step of ba-theory': settings.theoryRows,
    },
    tables: [
      ...settings.forms.map((form) => formTable(form, settings, parts, f)),
      await conditionsTable({ ...settings.data, dIn: settings.widths[0] ?? 2, seed: settings.seed }),
    ],
    plots: [...(await plots(settings, parts, f))],
    checks: [],
    notes: notes(settings, parts, f),
    seconds: (performance.now() - begun) / 1000,
  };
}

function check(settings: ResonanceSettings): void {
  const { widths, ratios, forms, data, theorySteps, theoryRows } = settings;
  if (widths.length === 0 || ratios.length === 0 || forms.length === 0)
    throw new SyntheticSpecError('Resonance needs at least one width, one p / f and one form.');
  for (const dIn of widths) checkSettings({ ...settings, data: { ...data, dIn } });
  const f = meanActive(data.sparsity) / data.features;
  const wrong = ratios.find((ratio) => !(ratio > 0 && ratio * f < 1));
  if (wrong !== undefined)
    throw new SyntheticSpecError(
      `p = ${wrong} f is no frequency; f is ${f.toPrecision(3)} here, so p / f has to lie between 0 and ${(1 / f).toFixed(0)}.`,
    );
  if (!(
    Number.isSafeInteger(theorySteps) &&
    theorySteps > 0 &&
    Number.isSafeInteger(theoryRows) &&
    theoryRows > 0
  ))
    throw new SyntheticSpecError('The steps of ba-theory and their rows have to be whole numbers above 0.');
}

function cells(settings: ResonanceSettings): Cell[] {
  const { data, forms, ratios, widths } = settings;
  const f = meanActive(data.sparsity) / data.features;
  return forms.flatMap((form) =>
    widths.flatMap((width) =>
      ratios.map((ratio): Cell => {
        const name = `${form}, d = ${width}, p = ${ratio} f`;
        return {
          name,
          form,
          ratio,
          width,
          data: { ...data, dIn: width },
          config: configOf(form, ratio * f, width, settings),
        };
      }),
    ),
  );
}

function configOf(
  form: ResonanceForm,
  p: number,
  width: number,
  settings: ResonanceSettings,
): Cell['config'] {
  const { dSae, theorySteps, theoryRows } = settings;
  if (form === 'ba-theory')
    return {
      algorithm: 'ba-theory',
      dSae,
      targetFrequency: p,
      steps: theorySteps,
      rowsPerStep: theoryRows,
      seed: 0,
    };
  const sizes = { ...settings, data: { ...settings.data, dIn: width } };
  return gbaArm(sizes, {
    groups: 1,
    highestTargetFrequency: p,
    lowestTargetFrequency: p,
    adaptation: form,
    refit: false,
  });
}

/** sqrt f and f d in multiples of f, and the smaller of them. */
function bandEnd(f: number, width: number): number {
  return Math.min(1 / Math.sqrt(f), width);
}

function formTable(
  form: ResonanceForm,
  settings: ResonanceSettings,
  parts: readonly ArmSweep<Cell>[],
  f: number,
): ReportTable {
  const at = (width: number, ratio: number): ArmSweep<Cell> | undefined =>
    parts.find(({ arm }) => arm.form === form && arm.width === width && arm.ratio === ratio);
  const row = (width: number, tau: 0 | 1): ReportCell[] => [
    String(width),
    tau === 0 ? '0.8' : '0.9',
    bandEnd(f, width),
    ...settings.ratios.map((ratio) => {
      const part = at(width, ratio);
      return part === undefined ? null : over(part, frr(tau));
    }),
  ];
  const seen = parts.find(({ arm }) => arm.form === form)?.results[0]?.trainingRows ?? 0;
  return {
    title: `${formTitles[form]}: FRR over p / f`,
    columns: [
      textColumn('d'),
      textColumn('at'),
      numberColumn('band ends at', 1),
      ...settings.ratios.map((ratio) => percentColumn(`${ratio} f`, 0)),
    ],
    rows: settings.widths.flatMap((width) => [row(width, 0), row(width, 1)]),
    notes: [
      `${seen} rows seen. The theorem's band is f <= p <= min(sqrt f, f d), here from 1 to "band ends at", in multiples of f.`,
      ...(form === 'ba-theory' ? [] : [realisedNote(parts.filter(({ arm }) => arm.form === form))]),
    ],
  };
}

const formTitles: Record<ResonanceForm, string> = {
  published: 'Published adaptation (p is a ceiling)',
  requantile: 'p held exactly (re-quantiled)',
  'ba-theory': "The theorem's form (a to 0, exact p, full spherical steps)",
};

/** How far from p the neurons really fire. */
function realisedNote(parts: readonly ArmSweep<Cell>[]): string {
  const ratios = [...new Set(parts.map(({ arm }) => arm.ratio))].map((ratio) => {
    const ofRatio = {
      results: parts.filter(({ arm }) => arm.ratio === ratio).flatMap(({ results }) => results),
    };
    const realised = meanOver(ofRatio, ({ targets }) => targets && targets.realised / targets.target);
    return `${realised.toFixed(2)} at ${ratio} f`;
  });
  return `Realised frequency over p at the end: ${ratios.join(', ')}.`;
}

function notes(settings: ResonanceSettings, parts: readonly ArmSweep<Cell>[], f: number): string[] {
  const flanks = settings.forms.map((form) => {
    const mean = (inside: (cell: Cell) => boolean): number =>
      meanOver(
        {
          results: parts
            .filter(({ arm }) => arm.form === form && inside(arm))
            .flatMap(({ results }) => results),
        },
        frr(1),
      );
    const below = mean(({ ratio }) => ratio < 1);
    const within = mean(({ ratio, width }) => ratio >= 1 && ratio <= bandEnd(f, width));
    const above = mean(({ ratio, width }) => ratio > bandEnd(f, width));
    const percent = (value: number): string => (Number.isNaN(value) ? '–' : `${(100 * value).toFixed(0)} %`);
    return `${form} ${percent(below)} / ${percent(within)} / ${percent(above)}`;
  });
  return [
    `Mean FRR at 0.9 below / within / above the band: ${flanks.join('; ')}.`,
    'The paper finds a two-sided band at n = 65,536 (its figure: 1.5 f to 4.5 f for d from 100). A flank that recedes with more --steps is a matter of budget, not of the end point: a rare neuron sees few rows.',
  ];
}

async function plots(settings: ResonanceSettings, parts: readonly ArmSweep<Cell>[], f: number) {
  const of = (form: ResonanceForm) => parts.filter(({ arm }) => arm.form === form);
  const [bottom, top] = [Math.min(...settings.widths), Math.max(...settings.widths)];
  // Only what lies on the map: its name stands at a curve's end.
  const furthest = Math.max(...settings.ratios);
  const upright = (name: string, x: number) => ({
    name,
    points: x > furthest ? [] : [bottom, top].map((y) => ({ x, y })),
  });
  const product = [bottom, Math.min(top, furthest)].map((y) => ({ x: y, y }));
  const curves = [
    upright('p = f', 1),
    upright('p = √f', 1 / Math.sqrt(f)),
    { name: 'p = f d', points: bottom < furthest ? product : [] },
  ].filter(({ points }) => points.length > 0);
  const maps = settings.forms.map((form) =>
    heatmapPlot({
      title: form,
      x: { title: 'p / f', scale: 'log' },
      y: { title: 'width d', scale: 'log' },
      cells: of(form).map((part) => ({
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
  const lines = settings.forms.map((form) =>
    seriesPlot({
      title: form,
      x: { title: 'p / f', scale: 'log' },
      y: { title: 'FRR at 0.9', format: '.0%', domain: [0, 1] },
      mark: 'lines',
      legend: 'width d',
      series: settings.widths.map((width) => ({
        name: String(width),
        points: of(form)
          .filter(({ arm }) => arm.width === width)
          .map((part) => point(part)),
      })),
      references: [
        { axis: 'x', value: 1, label: 'f' },
        { axis: 'x', value: 1 / Math.sqrt(f), label: '√f' },
      ],
      width: 300,
      height: 240,
    }),
  );
  const description = (what: string): string =>
    `${what} of the feature recovery rate at cosine 0.9 over target frequency p in multiples of f and width d, one panel for each form of bias adaptation (${settings.forms.join(', ')}), with the theorem's band f <= p <= min(sqrt f, f d) drawn in. The tables hold all values.`;
  return Promise.all([
    reportPlot(
      { file: 'resonance.svg', title: 'Neuron resonance', description: description('Heatmaps') },
      panels('Neuron resonance: FRR at 0.9', maps),
    ),
    reportPlot(
      {
        file: 'resonance-lines.svg',
        title: 'Recovery over the target frequency',
        description: description('Lines'),
      },
      panels('Recovery over the target frequency', lines),
    ),
  ]);
}

function point(part: ArmSweep<Cell>) {
  const cell = over(part, frr(1));
  const range =
    typeof cell === 'object' && cell !== null
      ? { y: cell.mean, least: cell.least, most: cell.most }
      : { y: 0 };
  return { x: part.arm.ratio, ...range };
}
