/** Commands on experiments: run one, cancel it, open and save reports. */
import * as l10n from '@vscode/l10n';
import { EngineError } from '../../link/engineError.ts';
import type { Services } from '../services.ts';
import type { CommandHandlers } from './commandIds.ts';
import { askForExperiment } from './experiments/askForExperiment.ts';
import { folderOf, pickReport } from './experiments/pickReport.ts';
import { saveReport } from './experiments/saveReport.ts';
import { requestOf } from './experiments/syntheticRequest.ts';
import { watchExperiment } from './experiments/watchExperiment.ts';

type ExperimentCommands = Pick<
  CommandHandlers,
  | 'monosema.runSyntheticExperiment'
  | 'monosema.cancelExperiment'
  | 'monosema.openExperimentReport'
  | 'monosema.saveExperimentReport'
>;

export function experimentCommands(services: Services): ExperimentCommands {
  return {
    'monosema.runSyntheticExperiment': (request) => runExperiment(services, request),
    'monosema.cancelExperiment': (folder) => cancelExperiment(services, folder),
    'monosema.openExperimentReport': (folder) => openReport(services, folder),
    'monosema.saveExperimentReport': (folder) => saveReport(services, folder),
  };
}

/** @param argument a whole request, as Run Again gives it; asked for when missing. */
async function runExperiment(services: Services, argument: unknown): Promise<void> {
  const request = requestOf(argument) ?? (await askForExperiment(services));
  if (!request) return;
  const run = await services.engine.request('experiments/start', request);
  services.panels.show({ view: 'experiment', folder: run.folder, request });
  // Not awaited: the command is done once the experiment has started.
  watchExperiment(services, run).catch(services.errors.show);
}

async function cancelExperiment({ engine }: Services, argument: unknown): Promise<void> {
  const folder = folderOf(argument);
  if (folder === null) throw new EngineError('invalidRequest', l10n.t('No experiment is named.'));
  await engine.request('experiments/cancel', { folder });
}

async function openReport(services: Services, argument: unknown): Promise<void> {
  const folder = await pickReport(services, argument, l10n.t('Open Experiment Report'));
  if (folder === undefined) return;
  const { run } = await services.engine.request('experiments/get', { folder });
  services.panels.show({ view: 'experiment', folder, request: run?.request ?? null });
}
