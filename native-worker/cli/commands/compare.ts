/** `monosema compare`: from flags to settings, the harvest, an estimate, and the comparison. */
import path from 'node:path';
import { EngineError } from '../../../link/engineError.ts';
import { checkSettings } from '../../comparison/compareSettings.ts';
import type { CompareSettings } from '../../comparison/compareSettings.ts';
import { openComparisonFolder } from '../../comparison/comparisonFolder.ts';
import { defaultJobs } from '../../experiments/runTasks.ts';
import { reportLines } from '../../experiments/reportText.ts';
import { starterModelFolder } from '../../starterMedia.ts';
import { algorithmsFrom, commandOf, kindFrom, positiveFlag, settingsFrom } from '../compareFlags.ts';
import { EXIT, type ExitCode } from '../exitCodes.ts';
import { ExperimentView } from '../experimentView.ts';
import { textFlag, type Flags } from '../flags.ts';
import { count, duration } from '../format.ts';
import type { Session } from '../session.ts';

export async function compareCommand(session: Session, flags: Flags): Promise<ExitCode> {
  const kind = kindFrom(flags);
  algorithmsFrom(flags);
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
      // Reading takes seconds: of interest only where it can be drawn over.
      if (ofTokens !== null && (phase === 'harvest' || terminal.isInteractive))
        view.show(tokens, ofTokens, phase === 'corpus' ? 'reading the corpus' : 'running the model');
    },
  });
  view.clear();
  const rows = `${count(cache.rows('train'))} training and ${count(cache.rows('heldOut'))} held-out activations`;
  terminal.say(`${harvested ? 'Harvested' : 'Found'} ${rows} at ${settings.hookPoint} in ${cache.folder}`);
  return cache;
}
