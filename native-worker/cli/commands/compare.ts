/** `monosema compare`: from flags to settings, the harvest, an estimate, and the comparison. */
import path from 'node:path';
import type { ModelSummary } from '../../../protocol/model.ts';
import { EngineError } from '../../../link/engineError.ts';
import { ALGORITHMS, checkSettings, defaultL0Range } from '../../comparison/compareSettings.ts';
import type { ComparisonKind, CompareSettings } from '../../comparison/compareSettings.ts';
import { openComparisonFolder } from '../../comparison/comparisonFolder.ts';
import { defaultJobs } from '../../experiments/runTasks.ts';
import { reportLines } from '../../experiments/reportText.ts';
import { starterModelFolder } from '../../starterMedia.ts';
import { EXIT, UsageError, type ExitCode } from '../exitCodes.ts';
import { ExperimentView } from '../experimentView.ts';
import { choiceFlag, countFlag, numberFlag, textFlag, type Flags } from '../flags.ts';
import { count, duration } from '../format.ts';
import { commandLine } from '../runExperiment.ts';
import type { Session } from '../session.ts';
import { corpusFrom, defaultHook } from './train.ts';

const DEVICES = ['auto', 'webgpu', 'cuda', 'cpu'] as const;
const VALUE_FLAGS = [
  ...['algorithms', 'seeds', 'points', 'l0', 'targetL0', 'features', 'tokens', 'steps', 'tuningTokens'],
  ...['longSteps', 'batch', 'heldOut', 'model', 'hook', 'textColumn', 'context', 'llmDevice', 'saeDevice'],
];

export async function compareCommand(session: Session, flags: Flags): Promise<ExitCode> {
  const kind = kindFrom(flags);
  const jobs = positiveFlag(flags, 'jobs') ?? defaultJobs();
  const out = path.resolve(
    textFlag(flags, 'out') ?? path.join(session.setup.storage.root, 'experiments', `compare-${kind}`),
  );
  const modelFolder = path.resolve(textFlag(flags, 'model') ?? starterModelFolder());
  const model = await session.request('models/open', { folder: modelFolder });
  const settings = settingsFrom(kind, flags, model);
  checkSettings(settings);
  openComparisonFolder(out);
  const command = commandOf(kind, flags);
  const interrupted = new AbortController();
  const stop = (): void => {
    const text = `Interrupted. What is finished stays in ${out}: the same command goes on from there.`;
    interrupted.abort(new EngineError('cancelled', text));
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  try {
    const work = { settings, out, command, jobs, fresh: flags['fresh'] === true, signal: interrupted.signal };
    return await compareNow(session, work);
  } finally {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  }
}

interface Work {
  settings: CompareSettings;
  out: string;
  command: string;
  jobs: number;
  fresh: boolean;
  signal: AbortSignal;
}

async function compareNow(session: Session, work: Work): Promise<ExitCode> {
  const { settings, out, command, jobs, signal } = work;
  const { terminal } = session;
  // Loaded now, not with the command line: they bring onnxruntime.
  const [{ compare }, { estimateComparison, plannedRuns }] = await Promise.all([
    import('../../comparison/compare.ts'),
    import('../../comparison/estimate.ts'),
  ]);
  const cache = await storedActivations(session, work);
  const threads = Math.max(1, Math.floor(defaultJobs() / jobs));
  const sizes = { dIn: cache.dIn, heldOutRows: cache.rows('heldOut') };
  const estimate = await estimateComparison(plannedRuns(settings, cache.dIn), sizes, settings, {
    jobs,
    threads,
  });
  terminal.say(
    `Training ${estimate.arms} SAEs of ${settings.dSae} features, ${jobs} at a time: about ${duration(estimate.seconds)} on a quiet machine, ` +
      `less what is finished in ${out}.`,
  );
  let view = { phase: '', of: new ExperimentView(terminal) };
  const { report, results } = await compare({
    ...{ settings, cache, out, command },
    pool: { jobs, threads, signal },
    onProgress: (phase, done, total, name) => {
      if (phase !== view.phase) view = { phase, of: new ExperimentView(terminal) };
      view.of.show(done, total, `${phase}: ${name}`);
    },
  });
  view.of.clear();
  if (session.json) session.printJson(results);
  else for (const line of reportLines(report)) terminal.print(line);
  terminal.say(`Written: ${out}`);
  return EXIT.ok;
}

/** From disk, or by running the model over the corpus now. */
async function storedActivations(session: Session, { settings, fresh, signal }: Work) {
  const [{ openLanguageModel }, { openActivations }] = await Promise.all([
    import('../../llm/openLanguageModel.ts'),
    import('../../comparison/openActivations.ts'),
  ]);
  const { terminal, setup } = session;
  const model = await openLanguageModel(settings.modelFolder);
  const view = new ExperimentView(terminal);
  const { cache, harvested } = await openActivations(model, settings, {
    root: setup.storage.activations,
    fresh,
    signal,
    onProgress: (phase, tokens, ofTokens) => {
      if (ofTokens !== null)
        view.show(tokens, ofTokens, phase === 'corpus' ? 'reading the corpus' : 'running the model');
    },
  });
  view.clear();
  const rows = `${count(cache.rows('train'))} training and ${count(cache.rows('heldOut'))} held-out activations`;
  terminal.say(`${harvested ? 'Harvested' : 'Found'} ${rows} at ${settings.hookPoint} in ${cache.folder}`);
  return cache;
}

function kindFrom(flags: Flags): ComparisonKind {
  const [ladder, scale] = [flags['ladder'] === true, flags['chooseScale'] === true];
  if (ladder && scale)
    throw new UsageError('--ladder and --choose-scale are two comparisons; give one of them.');
  if ((ladder || scale) && flags['algorithms'] !== undefined)
    throw new UsageError(
      `--algorithms belongs to the comparison over L0, not to --${ladder ? 'ladder' : 'choose-scale'}.`,
    );
  return ladder ? 'ladder' : scale ? 'scale' : 'frontier';
}

function settingsFrom(kind: ComparisonKind, flags: Flags, model: ModelSummary): CompareSettings {
  const number = (name: string, otherwise: number): number => numberFlag(flags, name) ?? otherwise;
  const hookPoint = textFlag(flags, 'hook') ?? defaultHook(model);
  const width = model.hookPoints.find(({ name }) => name === hookPoint)?.width ?? model.width;
  const dSae = number('features', 2 ** Math.round(Math.log2(width * 10)));
  const batchTokens = number('batch', 1024);
  const steps = positiveFlag(flags, 'steps');
  if (steps !== undefined && flags['tokens'] !== undefined)
    throw new UsageError('--steps and --tokens say the same; give one of them.');
  const trainingTokens =
    steps === undefined ? number('tokens', kind === 'scale' ? 512_000 : 1_024_000) : steps * batchTokens;
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
    mostHeldOut: number('heldOut', 65_536),
    llmDevice: choiceFlag(flags, 'llmDevice', DEVICES) ?? 'auto',
    saeDevice: choiceFlag(flags, 'saeDevice', [...DEVICES, 'reference']) ?? 'cpu',
  };
}

function algorithmsFrom(flags: Flags): CompareSettings['algorithms'] {
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

function positiveFlag(flags: Flags, name: string): number | undefined {
  const value = countFlag(flags, name);
  if (value === 0) throw new UsageError(`--${name} needs a whole number from 1 up, not 0.`);
  return value;
}

/** With what has no value, which `commandLine` does not know. */
function commandOf(kind: ComparisonKind, flags: Flags): string {
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
