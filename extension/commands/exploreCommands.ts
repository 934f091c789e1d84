/** Commands that open the explorer and the training view. */
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { RunSummary } from '../../protocol/run.ts';
import { EngineError } from '../../link/engineError.ts';
import type { Services } from '../services.ts';
import { formatFeatureId, parseFeatureId } from '../text/featureId.ts';
import { isActive } from '../text/runProgress.ts';
import type { CommandHandlers } from './commandIds.ts';
import { askForRun } from './runArgument.ts';

type ExploreCommands = Pick<
  CommandHandlers,
  'monosema.openExplorer' | 'monosema.goToFeature' | 'monosema.openTrainingView'
>;

export function exploreCommands(services: Services): ExploreCommands {
  return {
    'monosema.openExplorer': (run) => openExplorer(services, run),
    'monosema.goToFeature': (feature) => goToFeature(services, feature),
    'monosema.openTrainingView': (run) => openTrainingView(services, run),
  };
}

async function openExplorer(services: Services, argument: unknown): Promise<void> {
  const run = await askForRun(services, argument, {
    title: l10n.t('Open Feature Explorer'),
    suits: (one) => one.indexStep !== null,
    none: l10n.t('No run has features yet. Train a sparse autoencoder first.'),
  });
  if (run) services.panels.show({ view: 'explorer', runId: run.id, featureIndex: null, query: '' });
}

/** The run at work first, for that is the one whose curves move. */
async function openTrainingView(services: Services, argument: unknown): Promise<void> {
  const runs = await services.runs.list();
  const active = runs.filter(isActive);
  const run = await askForRun(services, argument ?? (active.length === 1 ? active[0]?.id : undefined), {
    title: l10n.t('Open Training View'),
    suits: () => true,
    none: l10n.t('There is no run yet. Train a sparse autoencoder first.'),
  });
  if (run) services.panels.show({ view: 'training', runId: run.id });
}

/** @param argument `<run>/<index>`, asked for when missing. */
async function goToFeature(services: Services, argument: unknown): Promise<void> {
  const runs = (await services.runs.list()).filter((run) => run.indexStep !== null);
  const text = typeof argument === 'string' ? argument : await askForFeature(runs);
  if (text === undefined) return;
  const found = findFeature(runs, text);
  if (typeof found === 'string') throw new EngineError('notFound', found);
  const column = vscode.window.activeTextEditor ? vscode.ViewColumn.Beside : vscode.ViewColumn.Active;
  services.panels.show(
    { view: 'explorer', runId: found.run.id, featureIndex: found.index, query: '' },
    column,
  );
}

async function askForFeature(runs: readonly RunSummary[]): Promise<string | undefined> {
  const [newest] = runs;
  if (!newest)
    throw new EngineError('notFound', l10n.t('No run has features yet. Train a sparse autoencoder first.'));
  const value = formatFeatureId({ run: newest.id, index: 0 });
  return vscode.window.showInputBox({
    title: l10n.t('Go to Feature'),
    prompt: l10n.t('Run and index of the feature, as {0}', '<run>/<index>'),
    value,
    valueSelection: [value.length - 1, value.length],
    validateInput: (text) => {
      const found = findFeature(runs, text);
      return typeof found === 'string' ? found : null;
    },
  });
}

/** The feature, or what is wrong with its name. */
function findFeature(runs: readonly RunSummary[], text: string): { run: RunSummary; index: number } | string {
  const id = parseFeatureId(text);
  if (!id)
    return l10n.t('Write a feature as {0}, for example {1}.', '<run>/<index>', `${runs[0]?.id ?? 'run'}/12`);
  const run = runs.find((one) => one.id === id.run) ?? runs.find((one) => one.name === id.run);
  if (!run) return l10n.t('There is no run {0} with features.', id.run);
  const { dSae } = run.request.sae;
  if (id.index >= dSae) return l10n.t('{0} has features 0 to {1}.', run.name, dSae - 1);
  return { run, index: id.index };
}
