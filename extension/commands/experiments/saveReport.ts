/** Save Report…: copies a report's folder, pictures and all, to where the user says. */
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { EngineError } from '../../../link/engineError.ts';
import type { Services } from '../../services.ts';
import { pickReport } from './pickReport.ts';

export async function saveReport(services: Services, argument: unknown): Promise<void> {
  const title = l10n.t('Save Experiment Report');
  const folder = await pickReport(services, argument, title);
  if (folder === undefined) return;
  // Says what is wrong before the user is asked where to.
  await services.engine.request('experiments/get', { folder });
  const source = vscode.Uri.file(folder);
  const target = await askForTarget(source, title);
  if (!target) return;
  if (await exists(target))
    throw new EngineError(
      'invalidRequest',
      l10n.t('{0} exists already, and nothing is overwritten. Choose another name.', target.fsPath),
    );
  await vscode.workspace.fs.copy(source, target);
  const open = l10n.t('Open report.md');
  const answer = await vscode.window.showInformationMessage(
    l10n.t('The report was saved to {0}.', target.fsPath),
    open,
  );
  if (answer === open)
    await vscode.commands.executeCommand('markdown.showPreview', vscode.Uri.joinPath(target, 'report.md'));
}

async function askForTarget(source: vscode.Uri, title: string): Promise<vscode.Uri | undefined> {
  const name = source.path.split('/').at(-1) ?? 'report';
  const beside = vscode.workspace.workspaceFolders?.[0]?.uri;
  return vscode.window.showSaveDialog({
    title,
    saveLabel: l10n.t('Save Report'),
    ...(beside ? { defaultUri: vscode.Uri.joinPath(beside, name) } : {}),
  });
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}
