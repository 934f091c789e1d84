/** Flags of `monosema compare` as settings; what the model does not decide is checked before it is opened. */
import type { ModelSummary } from '../../protocol/model.ts';
import { ALGORITHMS, defaultL0Range } from '../comparison/compareSettings.ts';
import type { ComparisonKind, CompareSettings } from '../comparison/compareSettings.ts';
import { corpusFrom, defaultHook } from './commands/train.ts';
import { deviceFlag } from './deviceFlag.ts';
import { UsageError } from './exitCodes.ts';
import { countFlag, numberFlag, textFlag, type Flags } from './flags.ts';
import { commandLine } from './runExperiment.ts';

const VALUE_FLAGS = [
  ...['algorithms', 'seeds', 'points', 'l0', 'targetL0', 'features', 'tokens', 'steps', 'tuningTokens'],
  ...['longSteps', 'batch', 'heldOut', 'model', 'hook', 'textColumn', 'context', 'llmDevice', 'saeDevice'],
];

/** Held-out tokens, and fewer where each process would need more than 256 MiB for them. */
const MOST_HELD_OUT = 65_536;
const HELD_OUT_VALUES = 2 ** 26;

/** @throws UsageError */
export function kindFrom(flags: Flags): ComparisonKind {
  const [ladder, scale] = [flags['ladder'] === true, flags['chooseScale'] === true];
  if (ladder && scale)
    throw new UsageError('--ladder and --choose-scale are two comparisons; give one of them.');
  if ((ladder || scale) && flags['algorithms'] !== undefined)
    throw new UsageError(
      `--algorithms belongs to the comparison over L0, not to --${ladder ? 'ladder' : 'choose-scale'}.`,
    );
  return ladder ? 'ladder' : scale ? 'scale' : 'frontier';
}

/** Those that checkSettings still has to pass. @throws UsageError */
export function settingsFrom(kind: ComparisonKind, flags: Flags, model: ModelSummary): CompareSettings {
  const number = (name: string, otherwise: number): number => numberFlag(flags, name) ?? otherwise;
  const hookPoint = textFlag(flags, 'hook') ?? defaultHook(model);
  const width = model.hookPoints.find(({ name }) => name === hookPoint)?.width ?? model.width;
  const dSae = number('features', 2 ** Math.round(Math.log2(width * 10)));
  const batchTokens = number('batch', 1024);
  const steps = positiveFlag(flags, 'steps');
  if (steps !== undefined && flags['tokens'] !== undefined)
    throw new UsageError('--steps and --tokens say the same; give one of them.');
  const trainingTokens = steps === undefined ? number('tokens', 1_024_000) : steps * batchTokens;
  return {
    ...{
      kind,
      modelFolder: model.folder,
      hookPoint,
      corpus: corpusFrom(flags),
      dSae,
      batchTokens,
      trainingTokens,
    },
    contextSize: number('context', Math.min(128, model.maxContext)),
    algorithms: algorithmsFrom(flags),
    seeds: positiveFlag(flags, 'seeds') ?? { frontier: 3, ladder: 5, scale: 1 }[kind],
    points: number('points', 5),
    ...l0From(flags, dSae),
    targetL0: number('targetL0', Math.min(25, dSae / 40)),
    tuningTokens: number('tuningTokens', Math.max(batchTokens, Math.round(trainingTokens / 4))),
    longTokens: number('longSteps', 10_000) * batchTokens,
    mostHeldOut: number('heldOut', Math.min(MOST_HELD_OUT, Math.floor(HELD_OUT_VALUES / width))),
    llmDevice: deviceFlag(flags, 'llmDevice') ?? 'auto',
    saeDevice: deviceFlag(flags, 'saeDevice', 'reference') ?? 'cpu',
  };
}

/** @throws UsageError */
export function algorithmsFrom(flags: Flags): CompareSettings['algorithms'] {
  const given = textFlag(flags, 'algorithms');
  if (given === undefined) return [...ALGORITHMS];
  const names = given.split(',').map((name) => name.trim());
  const found = names.map((name) => {
    const known = ALGORITHMS.find((candidate) => candidate === name);
    if (known === undefined)
      throw new UsageError(`There is no algorithm "${name}"; there are ${ALGORITHMS.join(', ')}.`);
    return known;
  });
  return [...new Set(found)];
}

function l0From(flags: Flags, dSae: number): { lowestL0: number; highestL0: number } {
  const given = textFlag(flags, 'l0');
  if (given === undefined) return defaultL0Range(dSae);
  const [, low, high] = /^([\d.]+):([\d.]+)$/u.exec(given) ?? [];
  const range = { lowestL0: Number(low), highestL0: Number(high) };
  if (!(range.lowestL0 > 0 && range.highestL0 > 0))
    throw new UsageError(`--l0 needs two numbers, the smaller first: --l0 10:200, not "${given}".`);
  return range;
}

/** A whole number from 1 up. @throws UsageError */
export function positiveFlag(flags: Flags, name: string): number | undefined {
  const value = countFlag(flags, name);
  if (value === 0) throw new UsageError(`--${name} needs a whole number from 1 up, not 0.`);
  return value;
}

/** The command line that gives the same again, with what has no value. */
export function commandOf(kind: ComparisonKind, flags: Flags): string {
  const words = { frontier: 'compare', ladder: 'compare --ladder', scale: 'compare --choose-scale' }[kind];
  const corpus = corpusFrom(flags);
  const paths = corpus.kind === 'starter' ? [] : corpus.kind === 'folder' ? [corpus.path] : corpus.paths;
  const globs =
    corpus.kind === 'folder' ? { include: corpus.include ?? [], exclude: corpus.exclude ?? [] } : null;
  return [
    commandLine(words, flags, VALUE_FLAGS),
    ...paths.map((one) => `--corpus ${JSON.stringify(one)}`),
    ...(globs?.include ?? []).map((glob) => `--include ${JSON.stringify(glob)}`),
    ...(globs?.exclude ?? []).map((glob) => `--exclude ${JSON.stringify(glob)}`),
  ].join(' ');
}
