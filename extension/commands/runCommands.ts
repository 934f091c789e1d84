/** Commands on one run: pause, resume, stop, rename, delete, reveal, and which run Inspect Selection uses. */
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { RunSummary } from '../../protocol/run.ts';
import type { Services } from '../services.ts';
import { isActive } from '../text/runProgress.ts';
import type { CommandHandlers } from './commandIds.ts';
import { evaluateRun } from './evaluateRun.ts';
import { askForRun, type RunQuestion } from './runArgument.ts';
import { watchRun } from './train/watchRun.ts';

type RunCommands = Pick<
  CommandHandlers,
  | 'monosema.pauseRun'
  | 'monosema.resumeRun'
  | 'monosema.stopRun'
  | 'monosema.evaluateRun'
  | 'monosema.renameRun'
  | 'monosema.deleteRun'
  | 'monosema.revealRunFolder'
  | 'monosema.inspectWithRun'
>;

export function runCommands(services: Services): RunCommands {
  /** A handler that finds its run first. */
  const on =
    (question: () => RunQuestion, act: (services: Services, run: RunSummary) => Promise<void>) =>
    async (argument: unknown): Promise<void> => {
      const run = await askForRun(services, argument, question());
      if (run) await act(services, run);
    };
  return {
    'monosema.pauseRun': on(
      () => ({ title: l10n.t('Pause Run'), suits: isPausable, none: l10n.t('No run is at work.') }),
      async ({ engine }, { id }) => {
        await engine.request('runs/pause', { runId: id });
        vscode.window.setStatusBarMessage(l10n.t('The run pauses after its present step.'), 5000);
      },
    ),
    'monosema.resumeRun': on(
      () => ({ title: l10n.t('Resume Run'), suits: isResumable, none: l10n.t('No run can be resumed.') }),
      resume,
    ),
    'monosema.stopRun': on(
      () => ({ title: l10n.t('Stop Run'), suits: isStoppable, none: l10n.t('No run is at work.') }),
      async ({ engine }, { id }) => {
        await engine.request('runs/stop', { runId: id });
      },
    ),
    'monosema.evaluateRun': on(
      () => ({
        title: l10n.t('Evaluate Run'),
        suits: (run) => run.indexStep !== null && !isActive(run),
        none: l10n.t('No run has features yet. Train a sparse autoencoder first.'),
      }),
      evaluateRun,
    ),
    'monosema.renameRun': on(() => ownRuns(l10n.t('Rename Run')), rename),
    'monosema.deleteRun': on(() => deletableRuns(l10n.t('Delete Run')), remove),
    'monosema.revealRunFolder': on(() => anyRun(l10n.t('Reveal Run Folder')), reveal),
    'monosema.inspectWithRun': on(
      () => ({
        title: l10n.t('Inspect with Run'),
        suits: (run) => run.indexStep !== null,
        none: l10n.t('No run has features yet. Train a sparse autoencoder first.'),
      }),
      inspectWith,
    ),
  };
}

/** The index of an imported SAE is not long: it is stopped and resumed. */
function isPausable(run: RunSummary): boolean {
  return isActive(run) && run.imported === undefined;
}

function isResumable({ status }: RunSummary): boolean {
  return status === 'paused' || status === 'stopped' || status === 'interrupted' || status === 'failed';
}

function isStoppable(run: RunSummary): boolean {
  return isActive(run) || run.status === 'paused';
}

function ownRuns(title: string): RunQuestion {
  return { title, suits: (run) => !run.readOnly, none: l10n.t('There is no run of your own yet.') };
}

function deletableRuns(title: string): RunQuestion {
  return { ...ownRuns(title), suits: (run) => !run.readOnly && !isActive(run) };
}

function anyRun(title: string): RunQuestion {
  return { title, suits: () => true, none: l10n.t('There is no run yet.') };
}

async function resume(services: Services, { id }: RunSummary): Promise<void> {
  const run = await services.engine.request('runs/resume', { runId: id });
  services.runs.put(run);
  watchRun(services, run).catch(services.errors.show);
}

async function rename(services: Services, run: RunSummary): Promise<void> {
  const name = await vscode.window.showInputBox({
    title: l10n.t('Rename Run'),
    value: run.name,
    validateInput: (text) => (text.trim() === '' ? l10n.t('A run needs a name.') : null),
  });
  if (name === undefined || name.trim() === run.name) return;
  services.runs.put(await services.engine.request('runs/rename', { runId: run.id, name: name.trim() }));
}

async function remove(services: Services, run: RunSummary): Promise<void> {
  const confirm = l10n.t('Delete');
  const answer = await vscode.window.showWarningMessage(
    l10n.t('Delete {0}?', run.name),
    {
      modal: true,
      detail: l10n.t(
        'Its autoencoder, checkpoints, features and your notes on them are deleted from {0}.',
        run.folder,
      ),
    },
    confirm,
  );
  if (answer !== confirm) return;
  await services.engine.request('runs/delete', { runId: run.id });
  services.panels.closeOf(run.id);
  services.runs.remove(run.id);
}

async function reveal(_services: Services, run: RunSummary): Promise<void> {
  const folder = vscode.Uri.file(run.folder);
  // A browser has no file manager of the machine: there the folder opens in a new window instead.
  const command = vscode.env.uiKind === vscode.UIKind.Desktop && vscode.env.remoteName === undefined;
  if (command) await vscode.commands.executeCommand('revealFileInOS', folder);
  else await vscode.commands.executeCommand('vscode.openFolder', folder, { forceNewWindow: true });
}

async function inspectWith(services: Services, run: RunSummary): Promise<void> {
  await services.state.chooseRun(run.id, run.request.modelFolder);
  vscode.window.setStatusBarMessage(l10n.t('Inspect Selection now uses {0}.', run.name), 5000);
}
