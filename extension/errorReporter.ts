/** Shows failures to the user, with the log one click away. Cancelled work is no failure. */
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { describeError, isCancelled } from './engine/describeError.ts';

export class ErrorReporter {
  constructor(private readonly log: vscode.LogOutputChannel) {}

  /** Writes the error to the log and shows its message. */
  readonly show = (error: unknown): void => {
    if (isCancelled(error)) return;
    this.note(error);
    void this.offerLog(describeError(error).message);
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
