/** Opens the steering panel on a run, with a feature where one is named, and the text of the editor as prompt. */
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Services } from '../services.ts';
import { chooseInspectTarget } from '../state/inspectTarget.ts';
import { askForRun } from './runArgument.ts';

/**
 * @param argument the run: a tree item or an id; an editor's menu gives its document's address, which names none
 * @param feature index of a feature to steer by
 */
export async function steer(services: Services, argument: unknown, feature: unknown): Promise<void> {
  const prompt = services.lastEditor.prompt();
  const isDocument = argument instanceof vscode.Uri;
  const run = await askForRun(services, isDocument ? undefined : (argument ?? (await chosenRun(services))), {
    title: l10n.t('Steer'),
    suits: (one) => one.indexStep !== null,
    none: l10n.t('No run has features yet. Train a sparse autoencoder first.'),
  });
  if (!run) return;
  const column = vscode.window.activeTextEditor ? vscode.ViewColumn.Beside : vscode.ViewColumn.Active;
  const featureIndex = typeof feature === 'number' ? feature : null;
  services.panels.show({ view: 'steering', runId: run.id, featureIndex, prompt }, column);
}

/** The run that inspection uses, so that nobody is asked twice; undefined where it has no features. */
async function chosenRun({ state, runs }: Services): Promise<string | undefined> {
  if (state.chosenRun === null) return undefined;
  const target = await chooseInspectTarget(
    { runId: state.chosenRun, modelFolder: state.chosenModel },
    await runs.list(),
    () => Promise.resolve([]),
  );
  return target?.kind === 'run' && target.run.id === state.chosenRun ? target.run.id : undefined;
}
