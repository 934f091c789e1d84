/** Looks for model folders: the starter model, recent ones, those of the settings, and those in the workspace. */
import * as path from 'node:path';
import * as vscode from 'vscode';
import { settings } from '../settings.ts';
import { mergeModelFolders, type ModelFolder } from './modelFolders.ts';
import type { PersistentState } from './persistentState.ts';

/** Enough for any workspace that is not itself a model zoo. */
const MOST_FOUND = 50;

export async function findModelFolders(
  extensionUri: vscode.Uri,
  state: PersistentState,
): Promise<ModelFolder[]> {
  const starter = vscode.Uri.joinPath(extensionUri, 'media', 'starter-model');
  return mergeModelFolders([
    { origin: 'starter', paths: (await exists(starter)) ? [starter.fsPath] : [] },
    { origin: 'recent', paths: state.recentModels },
    { origin: 'settings', paths: settings.modelFolders() },
    { origin: 'workspace', paths: await inWorkspace() },
  ]);
}

/** Folders of the workspace that hold a tokenizer and a configuration, as every model folder does. */
async function inWorkspace(): Promise<string[]> {
  const tokenizers = await vscode.workspace.findFiles('**/tokenizer.json', '**/node_modules/**', MOST_FOUND);
  const folders = tokenizers
    .filter(({ scheme }) => scheme === 'file')
    .map(({ fsPath }) => path.dirname(fsPath));
  const usable = await Promise.all(
    folders.map((folder) => exists(vscode.Uri.file(path.join(folder, 'config.json')))),
  );
  return folders.filter((_, i) => usable[i] === true).sort();
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  return vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
}
