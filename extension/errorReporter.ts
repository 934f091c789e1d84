/** Shows failures to the user, with the log one click away. Cancelled work is no failure. */
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { describeError, isCancelled } from './engine/describeError.ts';

export class ErrorReporter {
  constructor(private readonly log: vscode.LogOutputChannel) {}

  /** Writes the error to the log and shows its message. What is merely not there needs no alarm and no log. */
  readonly show = (error: unknown): void => {
    const { code, message } = describeError(error);
    if (code === 'cancelled') return;
    this.note(error);
    if (code === 'notFound') void vscode.window.showInformationMessage(message);
    else void this.offerLog(message);
  };

  /** Writes the error to the log only. */
  readonly note = (error: unknown): void => {
    if (isCancelled(error)) return;
    this.log.error(error instanceof Error ? error : String(error));
  };

  async offerLog(message: string): Promise<void> {
    const showLog = l10n.t('Show Log');
    const answer = await vscode.window.showErrorMessage(l10n.t('Monosema: {0}', message), showLog);
    if (answer === showLog) this.log.show();
  }
}
