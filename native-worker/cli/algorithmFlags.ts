/** What the command line says of the algorithm: its own flags, refused by name with any other, and `--set` for every other field. */
import type { AlgorithmConfig, GbaConfig, PresetAlgorithm } from '../../protocol/training.ts';
import { UnreachableSparsityError, withTargetL0 } from '../sae/algorithms/targetL0.ts';
import { UsageError } from './exitCodes.ts';
import { choiceFlag, dashed, listFlag, numberFlag, type Flags } from './flags.ts';

export const ALGORITHMS = [
  'gba',
  'ba',
  'topk',
  'batchtopk',
  'matryoshka',
  'l1',
  'jumprelu',
] as const satisfies readonly PresetAlgorithm[];

/** The algorithms that a flag belongs to. */
const OWNERS: Readonly<Record<string, readonly PresetAlgorithm[]>> = {
  preset: ['gba', 'ba'],
  groups: ['gba'],
  htf: ['gba', 'ba'],
  ltf: ['gba'],
  targetL0: ['gba', 'ba'],
  k: ['topk', 'batchtopk', 'matryoshka'],
  l1: ['l1'],
  sparsity: ['jumprelu'],
};

/** What decides how many features are active, for the message of a flag that does not. */
function sparsityWords(algorithm: PresetAlgorithm): string {
  switch (algorithm) {
    case 'gba':
      return 'its target frequencies decide how sparse it gets: --target-l0, or --htf and --ltf';
    case 'ba':
      return 'its one target frequency decides how sparse it gets: --target-l0 or --htf';
    case 'topk':
    case 'batchtopk':
    case 'matryoshka':
      return 'its L0 is --k';
    case 'l1':
      return 'its penalty decides how sparse it gets: --l1';
    case 'jumprelu':
      return 'its penalty decides how sparse it gets: --sparsity';
    default:
      return algorithm satisfies never;
  }
}

/** `gba` when left out. @throws UsageError for a flag of another algorithm */
export function algorithmFlag(flags: Flags): PresetAlgorithm {
  const algorithm = choiceFlag(flags, 'algorithm', ALGORITHMS) ?? 'gba';
  for (const [flag, owners] of Object.entries(OWNERS)) {
    if (flags[flag] === undefined || owners.includes(algorithm)) continue;
    throw new UsageError(
      `--${dashed(flag)} belongs to ${owners.join(', ')}, not to ${algorithm}: ${sparsityWords(algorithm)}.`,
    );
  }
  return algorithm;
}

/** @throws UsageError */
export function withAlgorithmFlags(config: AlgorithmConfig, flags: Flags, dSae: number): AlgorithmConfig {
  return withTargetFlag(listFlag(flags, 'set').reduce(withSetting, withOwnFlags(config, flags)), flags, dSae);
}

function withOwnFlags(config: AlgorithmConfig, flags: Flags): AlgorithmConfig {
  const number = (name: string, otherwise: number): number => numberFlag(flags, name) ?? otherwise;
  switch (config.algorithm) {
    case 'gba':
      return withGroups({
        ...config,
        groups: number('groups', config.groups),
        highestTargetFrequency: number('htf', config.highestTargetFrequency),
        lowestTargetFrequency: number('ltf', config.lowestTargetFrequency),
      });
    case 'topk':
    case 'batchtopk':
    case 'matryoshka':
      return { ...config, k: number('k', config.k) };
    case 'l1':
      return { ...config, l1Coefficient: number('l1', config.l1Coefficient) };
    case 'jumprelu':
      return { ...config, sparsityCoefficient: number('sparsity', config.sparsityCoefficient) };
    default:
      return config satisfies never;
  }
}

/** One group has one target: its lowest is its highest. */
function withGroups(config: GbaConfig): GbaConfig {
  return config.groups === 1 ? { ...config, lowestTargetFrequency: config.highestTargetFrequency } : config;
}

/** Fields that have flags of their own or are no choice. */
const NOT_BY_SET: Readonly<Record<string, string>> = { algorithm: '--algorithm', preset: '--preset' };

/** `name=value` in the type that the field has; ranges are the schema's to check. @throws UsageError */
function withSetting(config: AlgorithmConfig, setting: string): AlgorithmConfig {
  const [, name = '', text = ''] = /^([^=]+)=(.*)$/su.exec(setting) ?? [];
  const fields = Object.keys(config).filter((field) => !(field in NOT_BY_SET));
  if (name === '')
    throw new UsageError(`--set ${setting} needs a name and a value, as in --set ${fields[0] ?? 'x'}=1.`);
  if (name in NOT_BY_SET)
    throw new UsageError(`--set ${name} is not possible: use ${NOT_BY_SET[name] ?? ''}.`);
  const present: unknown = Object.entries(config).find(([field]) => field === name)?.[1];
  if (present === undefined)
    throw new UsageError(
      `--set ${name}: ${config.algorithm} has no such field. It has ${fields.join(', ')}.`,
    );
  // The schema refuses what is out of range, and an unknown word for one of a few.
  return { ...config, [name]: parsed(name, text, present) };
}

function parsed(name: string, text: string, present: unknown): unknown {
  if (typeof present === 'string') return text;
  if (typeof present === 'boolean') {
    if (text === 'true' || text === 'false') return text === 'true';
    throw new UsageError(`--set ${name} must be true or false, not "${text}".`);
  }
  if (Array.isArray(present)) return text.split(',').map((part) => parsedNumber(name, part));
  return parsedNumber(name, text);
}

function parsedNumber(name: string, text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value)) return value;
  throw new UsageError(`--set ${name} needs a number, not "${text}".`);
}

function withTargetFlag(config: AlgorithmConfig, flags: Flags, dSae: number): AlgorithmConfig {
  const wanted = numberFlag(flags, 'targetL0');
  if (wanted === undefined || config.algorithm !== 'gba') return config;
  try {
    return withTargetL0(config, wanted, dSae);
  } catch (error) {
    if (error instanceof UnreachableSparsityError) throw new UsageError(`--target-l0: ${error.message}`);
    throw error;
  }
}
