/** The corpus step: the starter corpus, a folder of the workspace, any folder, or files. */
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { CorpusSpec } from '../../../protocol/corpus.ts';
import { pickOne, type PickItem, type PickResult } from '../pickOne.ts';
import { corpusLabel, needsTextColumn } from './corpusLabel.ts';
import type { Place } from './quickFlow.ts';

type Choice = CorpusSpec | { kind: 'browseFolder' } | { kind: 'browseFiles' };

export interface PickCorpusOptions {
  title: string;
  place: Place;
  active: CorpusSpec | null;
  /** What the text is for, where that is not training. */
  placeholder?: string;
}

export async function pickCorpus({
  title,
  place,
  active,
  placeholder = l10n.t('Corpus: the text that features are learned from'),
}: PickCorpusOptions): Promise<PickResult<CorpusSpec>> {
  const activeKey = active ? JSON.stringify(active) : null;
  for (;;) {
    const result = await pickOne<Choice>({
      title,
      place,
      placeholder,
      isActive: (choice) => JSON.stringify(choice) === activeKey,
      load: (show) => {
        show(corpusItems(active));
        return Promise.resolve();
      },
    });
    if (result.kind !== 'picked') return result;
    const corpus = await resolve(result.value);
    if (corpus) return { kind: 'picked', value: corpus };
  }
}

function corpusItems(active: CorpusSpec | null): PickItem<Choice>[] {
  const workspace = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
  const chosen: PickItem<Choice>[] =
    active?.kind === 'files'
      ? [{ label: corpusLabel(active), description: l10n.t('chosen'), value: active }]
      : [];
  return [
    ...chosen,
    {
      label: l10n.t('Starter corpus'),
      detail: l10n.t('Code and English that come with Monosema, a few MB'),
      value: { kind: 'starter' },
    },
    ...workspace.map((folder): PickItem<Choice> => ({
      label: l10n.t('Workspace folder {0}', folder.name),
      detail: folder.uri.fsPath,
      value: { kind: 'folder', path: folder.uri.fsPath },
    })),
    { label: '', kind: vscode.QuickPickItemKind.Separator },
    { label: l10n.t('$(folder-opened) Choose Folder…'), value: { kind: 'browseFolder' } },
    {
      label: l10n.t('$(files) Choose Files…'),
      detail: l10n.t('Text, JSON Lines, CSV or Parquet'),
      value: { kind: 'browseFiles' },
    },
  ];
}

/** Undefined when the user leaves a dialog. */
async function resolve(choice: Choice): Promise<CorpusSpec | undefined> {
  if (choice.kind === 'browseFolder') return chooseFolder();
  if (choice.kind === 'browseFiles') return chooseFiles();
  return choice;
}

async function chooseFolder(): Promise<CorpusSpec | undefined> {
  const [folder] =
    (await vscode.window.showOpenDialog({
      title: l10n.t('Choose a Folder of Text'),
      openLabel: l10n.t('Use Folder'),
      canSelectFolders: true,
      canSelectFiles: false,
    })) ?? [];
  return folder && { kind: 'folder', path: folder.fsPath };
}

async function chooseFiles(): Promise<CorpusSpec | undefined> {
  const files = await vscode.window.showOpenDialog({
    title: l10n.t('Choose Files of Text'),
    openLabel: l10n.t('Use Files'),
    canSelectMany: true,
  });
  if (!files || files.length === 0) return undefined;
  const paths = files.map((file) => file.fsPath);
  if (!needsTextColumn(paths)) return { kind: 'files', paths };
  const textColumn = await vscode.window.showInputBox({
    title: l10n.t('Text Column'),
    prompt: l10n.t('Name of the column or field that holds the text'),
    value: 'text',
    ignoreFocusOut: true,
  });
  return textColumn === undefined ? undefined : { kind: 'files', paths, textColumn };
}
