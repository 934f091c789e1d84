/** Connects the engine to VS Code: where it stores, what it logs, and what the user is told when it dies. */
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { EngineNotifications } from '../../protocol/engineMethods.ts';
import { Owner } from '../disposable.ts';
import { ENGINE_SETTINGS, settingId, settings } from '../settings.ts';
import type { EngineClient, EngineCrash } from './engineClient.ts';
import type { EngineConnection } from './engineConnection.ts';
import { launchEngine } from './launchEngine.ts';

/** @returns a starter of engines that reads the settings each time. */
export function engineLauncher(
  context: vscode.ExtensionContext,
  log: vscode.LogOutputChannel,
): () => Promise<EngineConnection> {
  return () => {
    const storage = settings.storageFolder() || context.globalStorageUri.fsPath;
    log.info(`Starting the engine with storage ${storage}.`);
    return launchEngine({
      modulePath: vscode.Uri.joinPath(context.extensionUri, 'dist', 'engine.js').fsPath,
      storage,
      media: vscode.Uri.joinPath(context.extensionUri, 'media').fsPath,
      threads: settings.threads() || null,
      memoryMegabytes: settings.memoryBudget() || null,
      logLevel: settings.logLevel(),
      onOutput: (line) => {
        log.warn(`engine: ${line}`);
      },
    });
  };
}

/** Logs what the engine says, tells of crashes, and offers a restart when a setting of the engine changed. */
export class EngineSupport extends Owner {
  constructor(
    private readonly engine: EngineClient,
    private readonly log: vscode.LogOutputChannel,
  ) {
    super();
    this.own(
      engine.onNotification((notification) => {
        if (notification.method === 'log') writeLog(log, notification.params);
      }),
    );
    this.own(engine.onCrash((crash) => void this.#tell(crash)));
    this.own(
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (ENGINE_SETTINGS.some((name) => change.affectsConfiguration(settingId(name))))
          void this.#offerRestart();
      }),
    );
  }

  async #tell({ reason, decision }: EngineCrash): Promise<void> {
    this.log.error(reason);
    const showLog = l10n.t('Show Log');
    const restart = l10n.t('Restart Engine');
    const answer =
      decision.kind === 'restart'
        ? await vscode.window.showWarningMessage(
            l10n.t('The Monosema engine ended unexpectedly and is starting again. Runs in training go on.'),
            showLog,
          )
        : await vscode.window.showErrorMessage(
            l10n.t(
              'The Monosema engine ended {0} times in a row and is not started again.',
              decision.crashes,
            ),
            restart,
            showLog,
          );
    if (answer === showLog) this.log.show();
    if (answer === restart) await vscode.commands.executeCommand('monosema.restartEngine');
  }

  async #offerRestart(): Promise<void> {
    if (!this.engine.isStarted) return;
    const restart = l10n.t('Restart Engine');
    const answer = await vscode.window.showInformationMessage(
      l10n.t('The changed Monosema settings take effect when its engine starts again.'),
      restart,
    );
    if (answer === restart) await vscode.commands.executeCommand('monosema.restartEngine');
  }
}

function writeLog(log: vscode.LogOutputChannel, { level, message }: EngineNotifications['log']): void {
  if (level === 'warning') log.warn(message);
  else log[level](message);
}
