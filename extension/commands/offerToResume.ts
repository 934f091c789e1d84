/** Tells that a run stopped when its window closed, and resumes it if the user wants. */
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { RunSummary } from '../../protocol/run.ts';

export async function offerToResume(run: RunSummary): Promise<void> {
  const resume = l10n.t('Resume');
  const answer = await vscode.window.showInformationMessage(
    l10n.t('{0} stopped when its window closed. Resuming goes on from its last checkpoint.', run.name),
    resume,
  );
  if (answer === resume) await vscode.commands.executeCommand('monosema.resumeRun', run.id);
}
