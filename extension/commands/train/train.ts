/** Train Sparse Autoencoder…: asks, starts the run, shows its curves and reports how it ends. */
import * as l10n from '@vscode/l10n';
import type { TrainRequest } from '../../../protocol/training.ts';
import type { Services } from '../../services.ts';
import { settings } from '../../settings.ts';
import { rememberModel } from '../rememberModel.ts';
import { runFlow } from './quickFlow.ts';
import { summaryStep } from './summaryStep.ts';
import { PresetCache, type TrainChoices } from './trainChoices.ts';
import { presetSizes } from './trainOverrides.ts';
import { trainSteps, type TrainFlow } from './trainSteps.ts';
import { watchRun } from './watchRun.ts';

/** @param choices answers known beforehand, such as the hook point of a context menu; their steps are passed over. */
export async function train(services: Services, choices: TrainChoices = {}): Promise<void> {
  const request = await askForRequest(services, choices);
  if (!request) return;
  const run = await services.engine.request('training/start', request);
  services.runs.put(run);
  await rememberModel(services, request.modelFolder);
  if (settings.keepRunning())
    await services.engine.request('runs/keepRunning', { runId: run.id, keep: true });
  services.panels.show({ view: 'training', runId: run.id });
  // Not awaited: the command is done once the run has started.
  watchRun(services, run).catch(services.errors.show);
}

async function askForRequest(services: Services, choices: TrainChoices): Promise<TrainRequest | null> {
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
