/** Commands on models: choose the one to inspect with, add or forget a folder, download one, train at a hook point of the tree. */
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { ModelSummary } from '../../protocol/model.ts';
import type { Services } from '../services.ts';
import type { CommandHandlers } from './commandIds.ts';
import { downloadModel } from './download/downloadModel.ts';
import { browseForModel, pickModel } from './pickModel.ts';
import { rememberModel } from './rememberModel.ts';
import { train } from './train/train.ts';
import type { TrainChoices } from './train/trainChoices.ts';

type ModelCommands = Pick<
  CommandHandlers,
  | 'monosema.chooseModel'
  | 'monosema.downloadModel'
  | 'monosema.chooseHookPoint'
  | 'monosema.showModelMap'
  | 'monosema.addModelFolder'
  | 'monosema.forgetModel'
  | 'monosema.trainAtHookPoint'
>;

export function modelCommands(services: Services): ModelCommands {
  return {
    'monosema.chooseModel': (node) => chooseModel(services, modelFolderOf(node)),
    'monosema.chooseHookPoint': () => showMap(services, null),
    'monosema.showModelMap': (node) => showMap(services, modelFolderOf(node)),
    'monosema.addModelFolder': () => browseForModel(services),
    'monosema.downloadModel': () => download(services),
    'monosema.forgetModel': (node) => forgetModel(services, modelFolderOf(node)),
    'monosema.trainAtHookPoint': (node) => trainAt(services, node),
  };
}

async function chooseModel(services: Services, folder: string | null): Promise<void> {
  const models = await services.models.list();
  const given = models.find((model) => model.folder === folder)?.summary;
  const model = given ?? (await pick(services));
  if (!model) return;
  await rememberModel(services, model.folder);
  await services.state.chooseModel(model.folder);
  vscode.window.setStatusBarMessage(l10n.t('Inspect Selection now uses {0}.', model.name), 5000);
}

async function pick(services: Services): ReturnType<typeof browseForModel> {
  const result = await pickModel(services, {
    title: l10n.t('Choose Model'),
    active: services.state.chosenModel,
  });
  return result.kind === 'picked' ? result.value : undefined;
}

/** Not awaited to the end: the command is done once the model is there. */
async function download(services: Services): Promise<void> {
  const model = await downloadModel(services);
  if (model) offerNext(services, model).catch(services.errors.show);
}

async function offerNext(services: Services, model: ModelSummary): Promise<void> {
  const hookPoint = l10n.t('Choose Hook Point and Train…');
  const inspect = l10n.t('Use for Inspect Selection');
  const answer = await vscode.window.showInformationMessage(
    l10n.t('{0} is in the list of models.', model.name),
    hookPoint,
    inspect,
  );
  if (answer === hookPoint) await train(services, { model });
  if (answer === inspect) await services.state.chooseModel(model.folder);
}

async function forgetModel(services: Services, folder: string | null): Promise<void> {
  if (folder === null) return;
  await services.state.forgetRecentModel(folder);
  await services.models.refresh();
}

/** @param folder of the model; null to ask for it */
async function showMap(services: Services, folder: string | null): Promise<void> {
  const models = await services.models.list();
  const given = models.find((model) => model.folder === folder)?.summary;
  const model = given ?? (await pick(services));
  if (model) services.hookMap.show(model);
}

async function trainAt(services: Services, node: unknown): Promise<void> {
  const folder = modelFolderOf(node);
  const hookPoints = hookPointsOf(node);
  // Chosen on the map, where the steps of a training may wait for it.
  if (folder !== null && services.hookMap.settle(folder, hookPoints)) return;
  const model = (await services.models.list()).find((one) => one.folder === folder)?.summary;
  const choices: TrainChoices = model ? { model } : {};
  if (model && hookPoints.length > 0) choices.hookPoints = hookPoints;
  await train(services, choices);
}

function modelFolderOf(node: unknown): string | null {
  if (typeof node !== 'object' || node === null || !('modelFolder' in node)) return null;
  return typeof node.modelFolder === 'string' ? node.modelFolder : null;
}

/** Of a hook point in the tree, or of a choice on the map; empty where there is none. */
function hookPointsOf(node: unknown): string[] {
  if (typeof node !== 'object' || node === null) return [];
  if ('hookPoint' in node && typeof node.hookPoint === 'string') return [node.hookPoint];
  if (!('hookPoints' in node) || !Array.isArray(node.hookPoints)) return [];
  return node.hookPoints.filter((name) => typeof name === 'string');
}
