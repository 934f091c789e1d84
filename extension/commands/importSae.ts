/** Import Sparse Autoencoder…: asks for its folder, the model, the hook point and a text, shows what speaks against it, and starts. */
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { ForeignSaeReport, ImportRequest } from '../../protocol/foreignSae.ts';
import type { Services } from '../services.ts';
import { settings } from '../settings.ts';
import { formatCount } from '../text/format.ts';
import { importSteps, type ImportFlow } from './importSteps.ts';
import { rememberModel } from './rememberModel.ts';
import { corpusLabel } from './train/corpusLabel.ts';
import { runFlow } from './train/quickFlow.ts';
import { watchRun } from './train/watchRun.ts';

/** As on the command line: enough for examples of features that fire on one token in ten thousand. */
const TOKENS = 500_000;

export async function importSae(services: Services): Promise<void> {
  const place = await chooseSae();
  if (place === null) return;
  const report = await services.engine.request('imports/read', { path: place, modelFolder: null });
  const flow: ImportFlow = { services, title: l10n.t('Import Sparse Autoencoder'), report };
  if (!(await runFlow(importSteps(flow)))) return;
  const request = requestOf(flow);
  if (request === null || !(await isConfirmed(flow.report, request, flow.model?.name ?? ''))) return;
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
    tokens: TOKENS,
    llmDevice: settings.llmDevice(),
  };
}

/** The last look, with every warning: an SAE of another model gives features that look like any others. */
async function isConfirmed(
  report: ForeignSaeReport,
  request: ImportRequest,
  modelName: string,
): Promise<boolean> {
  const go = l10n.t('Import');
  const moved =
    report.hookPoint !== null && report.hookPoint !== request.hookPoint
      ? [l10n.t('It was trained at {0}, and reads {1} here.', report.hookPoint, request.hookPoint)]
      : [];
  const detail = [
    l10n.t(
      '{0}: {1} features of {2} dimensions',
      report.kind,
      formatCount(report.dSae),
      formatCount(report.dIn),
    ),
    l10n.t('Model: {0}, {1}', modelName, request.hookPoint),
    l10n.t(
      'Text to show features on: {0}, up to {1} tokens',
      corpusLabel(request.corpus),
      formatCount(TOKENS),
    ),
    ...[...report.warnings, ...moved].map((warning) => `⚠ ${warning}`),
  ].join('\n');
  const message = l10n.t('Import this sparse autoencoder?');
  return (await vscode.window.showInformationMessage(message, { modal: true, detail }, go)) === go;
}
