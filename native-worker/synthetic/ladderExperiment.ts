/** `monosema synthetic ladder`: is adaptation decoration? GBA with one part after the other taken away, on data whose features differ in frequency. */
import type { GbaConfig } from '../../protocol/training.ts';
import type { ReportCell, ReportTable } from '../../protocol/experiment.ts';
import { barPlot } from '../plots/barPlot.ts';
import { reportPlot } from '../plots/renderPlot.ts';
import { targetFrequencies } from '../sae/algorithms/gba.ts';
import { gbaArm, matchedLowest, ownTopKArm, tiedTopKArm } from './arms.ts';
import {
  conditionsTable,
  dictionaryTable,
  frr,
  meanOver,
  lateNotes,
  numberColumn,
  over,
  percentColumn,
  textColumn,
} from './report.ts';
import { checkSettings, countedSeeds, learningRateFor, listedSettings } from './settings.ts';
import type { RunOptions, SyntheticReport, SyntheticSettings } from './settings.ts';
import { sweep } from './sweep.ts';
import type { Arm, ArmSweep } from './sweep.ts';

interface Rung extends Arm {
  question: string;
}

export interface LadderSettings extends SyntheticSettings {
  /** k of the TopK arms. */
  k: number;
}

export function ladderDefaults(): LadderSettings {
  return {
    seed: 130,
    seeds: 5,
    data: {
      features: 512,
      dIn: 64,
      sparsity: { kind: 'bernoulli', active: 8 },
      magnitudes: 'exponential',
      zipfExponent: 0.8,
      dictionary: 'gaussian',
      noise: 0,
    },
    dSae: 1024,
    steps: 800,
    batchTokens: 512,
    heldOutRows: 4096,
    learningRate: learningRateFor(64),
    k: 15,
  };
}

export async function ladderExperiment(
  settings: LadderSettings,
  options: RunOptions,
): Promise<SyntheticReport> {
  const begun = performance.now();
  checkSettings(settings);
  const parts = await sweep(rungs(settings), settings, options);
  return {
    version: 1,
    experiment: 'ladder',
    title: `Is adaptation decoration? n = ${settings.data.features}, d = ${settings.data.dIn}, M = ${settings.dSae}, Zipf ${settings.data.zipfExponent}, ${countedSeeds(settings)}`,
    command: options.command,
    settings: { ...listedSettings(settings), k: settings.k },
    tables: [
      ladderTable(parts),
      dictionaryTable(parts),
      await conditionsTable({ ...settings.data, seed: settings.seed }),
    ],
    plots: [await plot(parts)],
    checks: [],
    notes: [
      'Each rung changes what it names and nothing else. Not the best of each: no rung was tuned on its own.',
      'Biases that rest drift above their targets, so gamma = 0 is denser than the first rung; the 0.4 makes up for that in L0 and was chosen for nothing else.',
    ],
    seconds: (performance.now() - begun) / 1000,
  };
}

function rungs(settings: LadderSettings): Rung[] {
  const arm = (name: string, question: string, overrides: Partial<GbaConfig> = {}): Rung => ({
    name,
    question,
    config: gbaArm(settings, { preBias: 'mean', ...overrides }),
  });
  const base = gbaArm(settings).algorithm;
  const targets = targetFrequencies(base);
  const mean = targets.reduce((sum, target) => sum + target, 0) / targets.length;
  const single = { groups: 1, highestTargetFrequency: mean, lowestTargetFrequency: mean };
  const still = { biasStepDown: 0, biasStepUp: 0 };
  const matched = [0.05, 0.5].map((htf) => {
    const { lowest, reached } = matchedLowest(htf, base.groups, mean);
    const name = `HTF ${htf}, LTF ${Number(lowest.toPrecision(2))}`;
    const why = reached
      ? 'other spread, same mean target'
      : 'other spread; no LTF brings the mean target down to that of the first rung';
    return arm(name, why, { highestTargetFrequency: htf, lowestTargetFrequency: lowest });
  });
  return [
    arm('GBA (HTF 0.1, LTF 0.001)', 'all of it'),
    arm('gamma = 0', 'do biases have to adapt after their quantile start?', still),
    arm('gamma = 0, targets x 0.4', 'the same, at about the L0 of the first rung', {
      ...still,
      highestTargetFrequency: 0.4 * base.highestTargetFrequency,
      lowestTargetFrequency: 0.4 * base.lowestTargetFrequency,
    }),
    arm('K = 1', 'do groups matter? (same mean target)', single),
    arm('K = 1, gamma = 0', 'neither', { ...single, ...still }),
    arm('a = 1, trained', 'does the small scale matter?', {
      outputScale: 1,
      finalOutputScale: 1,
      trainOutputScale: true,
    }),
    arm('scale not halved late', 'does the schedule matter?', { finalOutputScale: base.outputScale }),
    arm('scale not halved, gamma = 0', 'do biases have to adapt without the schedule?', {
      finalOutputScale: base.outputScale,
      ...still,
    }),
    arm('b_pre by the decoder', 'b_pre trained through the decoder alone', { preBias: 'decoder' }),
    arm('b_pre trained', 'b_pre trained by the full gradient', { preBias: 'trained' }),
    ...matched,
    {
      name: `TopK ${settings.k}, tied`,
      question: 'same rows, scale and refit, other selection',
      config: tiedTopKArm(settings, settings.k, settings.learningRate, 'mean'),
    },
    {
      name: `TopK ${settings.k}, own recipe`,
      question: 'untied, a = 1, AuxK',
      config: ownTopKArm(settings, settings.k),
    },
  ];
}

function ladderTable(parts: readonly ArmSweep<Rung>[]): ReportTable {
  const first = parts[0];
  return {
    title: 'Recovery, rung by rung (mean over seeds, least to most)',
    columns: [
      textColumn('rung'),
      percentColumn('FRR at 0.8'),
      percentColumn('FRR at 0.9'),
      percentColumn('FRR at 0.95'),
      numberColumn('wins of first rung', 0),
      numberColumn('loss', 3),
      numberColumn('L0', 1),
      textColumn('question'),
    ],
    rows: parts.map((part): ReportCell[] => [
      part.arm.name,
      over(part, frr(0)),
      over(part, frr(1)),
      over(part, frr(2)),
      first === undefined || part === first ? null : winsOver(first, part),
      over(part, ({ nmse }) => nmse),
      over(part, ({ l0 }) => l0),
      part.arm.question,
    ]),
    notes: [
      'wins of first rung: seeds in which its FRR at 0.9 is the greater; data and start are the same for all rungs of a seed.',
      ...lateNotes(parts),
    ],
  };
}

function winsOver(first: ArmSweep, part: ArmSweep): number {
  const rate = frr(1);
  return first.results.filter((result, i) => {
    const other = part.results[i];
    return other !== undefined && (rate(result) ?? 0) > (rate(other) ?? 0);
  }).length;
}

function plot(parts: readonly ArmSweep<Rung>[]) {
  const bars = parts.flatMap((part) => {
    const cell = over(part, frr(1));
    return typeof cell === 'object' && cell !== null
      ? [{ category: part.arm.name, value: cell.mean, least: cell.least, most: cell.most }]
      : [];
  });
  return reportPlot(
    {
      file: 'ladder.svg',
      title: 'Recovery at cosine 0.9, rung by rung',
      description: `Bars of the share of true features recovered, mean with the range over seeds: ${parts.map((part) => `${part.arm.name} ${(100 * meanOver(part, frr(1))).toFixed(1)} %`).join(', ')}.`,
    },
    barPlot({
      title: 'Recovery at cosine 0.9, rung by rung',
      value: { title: 'FRR', format: '.0%', domain: [0, 1] },
      bars,
    }),
  );
}
