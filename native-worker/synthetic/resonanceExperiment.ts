/**
 * `monosema synthetic resonance`: recovery over the target frequency p, in multiples of the features' frequency f, and over the width d, with
 * the theorem's band f <= p <= min(sqrt f, f d). One group, every neuron with the same target.
 */
import type { ReportCell, ReportTable } from '../../protocol/experiment.ts';
import { gbaArm } from './arms.ts';
import { resonancePlots } from './resonancePlots.ts';
import { conditionsTable, frr, meanOver, numberColumn, over, percentColumn, textColumn } from './report.ts';
import { checkResonance } from './resonanceSettings.ts';
import type { ResonanceCell, ResonanceForm, ResonanceSettings } from './resonanceSettings.ts';
import { countedSeeds, listedSettings } from './settings.ts';
import type { RunOptions, SyntheticReport } from './settings.ts';
import { sweep } from './sweep.ts';
import type { ArmSweep } from './sweep.ts';
import { meanActive } from './syntheticSpec.ts';

/** @throws SyntheticSpecError */
export async function resonanceExperiment(
  settings: ResonanceSettings,
  options: RunOptions,
): Promise<SyntheticReport> {
  const begun = performance.now();
  checkResonance(settings);
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
    plots: await resonancePlots(settings, parts, f),
    checks: [],
    notes: notes(settings, parts, f),
    seconds: (performance.now() - begun) / 1000,
  };
}

function cells(settings: ResonanceSettings): ResonanceCell[] {
  const { data, forms, ratios, widths } = settings;
  const f = meanActive(data.sparsity) / data.features;
  return forms.flatMap((form) =>
    widths.flatMap((width) =>
      ratios.map((ratio): ResonanceCell => {
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
): ResonanceCell['config'] {
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
  parts: readonly ArmSweep<ResonanceCell>[],
  f: number,
): ReportTable {
  const at = (width: number, ratio: number): ArmSweep<ResonanceCell> | undefined =>
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
function realisedNote(parts: readonly ArmSweep<ResonanceCell>[]): string {
  const ratios = [...new Set(parts.map(({ arm }) => arm.ratio))].map((ratio) => {
    const ofRatio = {
      results: parts.filter(({ arm }) => arm.ratio === ratio).flatMap(({ results }) => results),
    };
    const realised = meanOver(ofRatio, ({ targets }) => targets && targets.realised / targets.target);
    return `${realised.toFixed(2)} at ${ratio} f`;
  });
  return `Realised frequency over p at the end: ${ratios.join(', ')}.`;
}

function notes(settings: ResonanceSettings, parts: readonly ArmSweep<ResonanceCell>[], f: number): string[] {
  const flanks = settings.forms.map((form) => {
    const mean = (inside: (cell: ResonanceCell) => boolean): number =>
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
