/** Train Sparse Autoencoder…: asks, starts the run, shows its curves and reports how it ends. */
import * as l10n from '@vscode/l10n';
import type { RunSummary } from '../../../protocol/run.ts';
import type { TrainRequest } from '../../../protocol/training.ts';
import type { Services } from '../../services.ts';
import { settings } from '../../settings.ts';
import { isActive } from '../../text/runProgress.ts';
import { rememberModel } from '../rememberModel.ts';
import { runFlow } from './quickFlow.ts';
import { summaryStep } from './summaryStep.ts';
import { PresetCache, type TrainChoices } from './trainChoices.ts';
import { presetSizes } from './trainOverrides.ts';
import { trainSteps, type TrainFlow } from './trainSteps.ts';
import { watchRun } from './watchRun.ts';

/** @param choices answers known beforehand, such as the hook point of a context menu; their steps are passed over. */
export async function train(services: Services, choices: TrainChoices = {}): Promise<void> {
  const requests = await askForRequests(services, choices);
  const [first] = requests ?? [];
  if (!requests || !first) return;
  const runs = await start(services, requests);
  for (const run of runs) services.runs.put(run);
  await rememberModel(services, first.modelFolder);
  // One that failed at once has no job to keep.
  const live = runs.filter(isActive);
  if (settings.keepRunning())
    for (const { id } of live) await services.engine.request('runs/keepRunning', { runId: id, keep: true });
  const [shown] = runs;
  if (shown) services.panels.show({ view: 'training', runId: shown.id });
  // Not awaited: the command is done once the runs have started.
  for (const run of runs) watchRun(services, run).catch(services.errors.show);
}

/** Several are trained one after the other, from one pass of the model. */
async function start({ engine }: Services, requests: readonly TrainRequest[]): Promise<RunSummary[]> {
  const [first, ...others] = requests;
  if (!first) return [];
  if (others.length === 0) return [await engine.request('training/start', first)];
  return engine.request('training/startTogether', { requests: [first, ...others] });
}

async function askForRequests(
  services: Services,
  choices: TrainChoices,
): Promise<readonly TrainRequest[] | null> {
  const devices = services.engine.request('devices/probe', null);
  // The device steps show the failure; until they come up nobody else listens.
  devices.catch(() => undefined);
  const flow: TrainFlow = {
    services,
    title: l10n.t('Train Sparse Autoencoder'),
    choices,
    presets: new PresetCache(services.engine, () => presetSizes(settings.trainingOverrides())),
    devices,
    settled: null,
  };
  const steps = trainSteps(flow, summaryStep(flow));
  const first = steps.findIndex((step) => !step.isAnswered());
  return (await runFlow(steps, first)) ? flow.settled : null;
}
