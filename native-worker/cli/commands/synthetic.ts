/** `monosema synthetic <experiment>`: from flags to the settings of an experiment; each flag replaces one default. */
import {
  resonanceForms,
  type ResonanceForm,
  type ResonanceSettings,
} from '../../synthetic/resonanceSettings.ts';
import type { ExperimentReport } from '../../../protocol/experiment.ts';
import { syntheticExperiments, syntheticNames, type SyntheticName } from '../../synthetic/experiments.ts';
import { learningRateFor } from '../../synthetic/settings.ts';
import type { SyntheticSettings } from '../../synthetic/settings.ts';
import type { Sparsity } from '../../synthetic/syntheticSpec.ts';
import { UsageError, type ExitCode } from '../exitCodes.ts';
import { choiceFlag, numberFlag, textFlag, type Flags } from '../flags.ts';
import { commandLine, runExperiment, type ExperimentRun } from '../runExperiment.ts';
import type { Session } from '../session.ts';

/** Flags of one experiment alone. */
const ownFlags: Readonly<Record<SyntheticName, readonly string[]>> = {
  recovery: ['paperSteps'],
  resonance: ['forms', 'ratios', 'widths', 'theorySteps', 'theoryRows'],
  robustness: [],
  consistency: [],
  ladder: ['k'],
};

const sharedFlags = [
  'seed',
  'seeds',
  'trueFeatures',
  'width',
  'active',
  'sparsity',
  'magnitudes',
  'zipf',
  'dictionary',
  'noise',
  'features',
  'steps',
  'batch',
  'heldOut',
  'learningRate',
] as const;

export async function synthetic(session: Session, given: string, flags: Flags): Promise<ExitCode> {
  const { name, command, run } = syntheticExperiment(given, flags);
  return runExperiment(session, flags, name, command, run);
}

/** What flags ask for, checked before anything runs. @throws UsageError */
export function syntheticExperiment(
  given: string,
  flags: Flags,
): { name: SyntheticName; command: string; run: (run: ExperimentRun) => Promise<ExperimentReport> } {
  const name = syntheticNames.find((candidate) => candidate === given);
  if (name === undefined)
    throw new UsageError(
      `There is no synthetic experiment "${given}"; there are ${syntheticNames.join(', ')}.`,
    );
  for (const [other, names] of Object.entries(ownFlags))
    for (const flag of names)
      if (flags[flag] !== undefined && !ownFlags[name].includes(flag))
        throw new UsageError(
          `--${flag.replace(/[A-Z]/gu, (letter) => `-${letter.toLowerCase()}`)} belongs to "synthetic ${other}", not to ${name}.`,
        );
  if (name === 'resonance' && flags['width'] !== undefined)
    throw new UsageError('Resonance sweeps over widths: give them by --widths 24,45,96.');
  const command = commandLine(`synthetic ${name}`, flags, syntheticFlags(name));
  return { name, command, run: (run) => experiment(name, flags, run) };
}

/** Every flag that says what an experiment does; how to run and where to write are not among them. */
export function syntheticFlags(name: SyntheticName): readonly string[] {
  return [...sharedFlags, ...ownFlags[name]];
}

function experiment(name: SyntheticName, flags: Flags, run: ExperimentRun) {
  const number = (flag: string, otherwise: number): number => numberFlag(flags, flag) ?? otherwise;
  switch (name) {
    case 'recovery': {
      const { defaults, run: start } = syntheticExperiments.recovery;
      const base = defaults();
      return start(
        { ...base, ...shared(base, flags), paperSteps: number('paperSteps', base.paperSteps) },
        run,
      );
    }
    case 'resonance': {
      const { defaults, run: start } = syntheticExperiments.resonance;
      const base = defaults();
      return start({ ...base, ...shared(base, flags), ...ofResonance(base, flags) }, run);
    }
    case 'ladder': {
      const { defaults, run: start } = syntheticExperiments.ladder;
      const base = defaults();
      return start({ ...base, ...shared(base, flags), k: number('k', base.k) }, run);
    }
    case 'robustness':
    case 'consistency': {
      const { defaults, run: start } = syntheticExperiments[name];
      const base = defaults();
      return start({ ...base, ...shared(base, flags) }, run);
    }
    default:
      return name satisfies never;
  }
}

/** M and the learning rate follow n and d unless they are given, in the defaults' proportions. */
function shared(base: SyntheticSettings, flags: Flags): SyntheticSettings {
  const number = (flag: string, otherwise: number): number => numberFlag(flags, flag) ?? otherwise;
  const features = number('trueFeatures', base.data.features);
  const dIn = number('width', base.data.dIn);
  return {
    seed: number('seed', base.seed),
    seeds: number('seeds', base.seeds),
    data: {
      features,
      dIn,
      sparsity: sparsityOf(base.data.sparsity, flags),
      magnitudes:
        choiceFlag(flags, 'magnitudes', ['constant', 'uniform', 'exponential']) ?? base.data.magnitudes,
      zipfExponent: number('zipf', base.data.zipfExponent),
      dictionary: choiceFlag(flags, 'dictionary', ['gaussian', 'low-coherence']) ?? base.data.dictionary,
      noise: number('noise', base.data.noise),
    },
    dSae: number('features', Math.round((base.dSae / base.data.features) * features)),
    steps: number('steps', base.steps),
    batchTokens: number('batch', base.batchTokens),
    heldOutRows: number('heldOut', base.heldOutRows),
    learningRate: number('learningRate', dIn === base.data.dIn ? base.learningRate : learningRateFor(dIn)),
  };
}

/** `--active 3`, or `--active 3,20` for a mixture in equal shares. */
function sparsityOf(base: Sparsity, flags: Flags): Sparsity {
  const actives = listOf(flags, 'active');
  const kind = choiceFlag(flags, 'sparsity', ['exact', 'bernoulli']);
  if (actives === undefined && kind === undefined) return base;
  const [first] =
    actives ?? (base.kind === 'mixture' ? base.parts.map(({ active }) => active) : [base.active]);
  const several = actives ?? (base.kind === 'mixture' ? base.parts.map(({ active }) => active) : []);
  if (several.length > 1) {
    if (kind === 'bernoulli')
      throw new UsageError('--sparsity bernoulli takes one --active, as in --active 8.');
    return { kind: 'mixture', parts: several.map((active) => ({ share: 1 / several.length, active })) };
  }
  return { kind: kind ?? (base.kind === 'bernoulli' ? 'bernoulli' : 'exact'), active: first ?? 1 };
}

function ofResonance(
  base: ResonanceSettings,
  flags: Flags,
): Pick<ResonanceSettings, 'forms' | 'ratios' | 'widths' | 'theorySteps' | 'theoryRows'> {
  const forms = textFlag(flags, 'forms')
    ?.split(',')
    .map((given): ResonanceForm => {
      const form = resonanceForms.find((candidate) => candidate === given.trim());
      if (form === undefined)
        throw new UsageError(`--forms takes some of ${resonanceForms.join(',')}, not "${given}".`);
      return form;
    });
  return {
    forms: forms ?? base.forms,
    ratios: listOf(flags, 'ratios') ?? base.ratios,
    widths: listOf(flags, 'widths') ?? base.widths,
    theorySteps: numberFlag(flags, 'theorySteps') ?? base.theorySteps,
    theoryRows: numberFlag(flags, 'theoryRows') ?? base.theoryRows,
  };
}

/** Numbers behind commas. */
function listOf(flags: Flags, name: string): number[] | undefined {
  const text = textFlag(flags, name);
  if (text === undefined) return undefined;
  return text.split(',').map((part) => {
    const value = Number(part);
    if (part.trim() === '' || !Number.isFinite(value))
      throw new UsageError(`--${name} needs numbers behind commas, not "${text}".`);
    return value;
  });
}
