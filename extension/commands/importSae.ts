/** Import Sparse Autoencoder…: asks for its folder, the model, the hook point and a text, shows what speaks against it, and starts. */
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { ForeignSaeReport, ImportRequest } from '../../protocol/foreignSae.ts';
import type { Services } from '../services.ts';
import { settings } from '../settings.ts';
import { IMPORT_TOKENS, importSteps, type ImportFlow } from './importSteps.ts';
import { rememberModel } from './rememberModel.ts';
import { runFlow } from './train/quickFlow.ts';
import { watchRun } from './train/watchRun.ts';

export async function importSae(services: Services): Promise<void> {
  const place = await chooseSae();
  if (place === null) return;
  const report = await services.engine.request('imports/read', { path: place, modelFolder: null });
  const flow: ImportFlow = { services, title: l10n.t('Import Sparse Autoencoder'), report };
  if (!(await runFlow(importSteps(flow)))) return;
  const request = requestOf(flow);
  if (request === null || !(await isAccepted(warningsOf(flow.report, request)))) return;
  const run = await services.engine.request('imports/start', request);
  services.runs.put(run);
  await rememberModel(services, request.modelFolder);
  if (settings.keepRunning())
    await services.engine.request('runs/keepRunning', { runId: run.id, keep: true });
  services.panels.show({ view: 'training', runId: run.id });
  // Not awaited: the command is done once the import has started.
  watchRun(services, run).catch(services.errors.show);
}

async function chooseSae(): Promise<string | null> {
  const [folder] =
    (await vscode.window.showOpenDialog({
      title: l10n.t('Choose the Folder of a Sparse Autoencoder'),
      openLabel: l10n.t('Import'),
      canSelectFolders: true,
      // Where the system has one dialog for both; elsewhere VS Code asks for folders.
      canSelectFiles: true,
    })) ?? [];
  return folder?.fsPath ?? null;
}

function requestOf({ report, model, hookPoint, corpus }: ImportFlow): ImportRequest | null {
  if (!model || hookPoint === undefined || !corpus) return null;
  return {
    path: report.path,
    modelFolder: model.folder,
    hookPoint,
    corpus,
    contextSize: report.contextSize,
    tokens: IMPORT_TOKENS,
    llmDevice: settings.llmDevice(),
  };
}

function warningsOf({ warnings, hookPoint }: ForeignSaeReport, request: ImportRequest): string[] {
  if (hookPoint === null || hookPoint === request.hookPoint) return warnings;
  return [...warnings, l10n.t('It was trained at {0}, and reads {1} here.', hookPoint, request.hookPoint)];
}

/** Asked only where something speaks against it: an SAE of another model gives features that look like any others. */
async function isAccepted(warnings: readonly string[]): Promise<boolean> {
  if (warnings.length === 0) return true;
  const go = l10n.t('Import Anyway');
  const message = l10n.t('This sparse autoencoder may not fit.');
  const options = { modal: true, detail: warnings.join('\n\n') };
  return (await vscode.window.showWarningMessage(message, options, go)) === go;
}
