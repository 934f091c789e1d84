/** Looks for model folders: the starter model, downloaded and recent ones, those of the settings, and those in the workspace. */
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { EngineApi } from '../engine/engineClient.ts';
import { settings } from '../settings.ts';
import { mergeModelFolders, type ModelFolder } from './modelFolders.ts';
import type { PersistentState } from './persistentState.ts';

/** Enough for any workspace that is not itself a model zoo. */
const MOST_FOUND = 50;

export async function findModelFolders(
  extensionUri: vscode.Uri,
  state: PersistentState,
  engine: EngineApi,
): Promise<ModelFolder[]> {
  const starter = vscode.Uri.joinPath(extensionUri, 'media', 'starter-model');
  return mergeModelFolders([
    { origin: 'starter', paths: (await exists(starter)) ? [starter.fsPath] : [] },
    { origin: 'downloaded', paths: await engine.request('download/list', null) },
    { origin: 'recent', paths: state.recentModels },
    { origin: 'settings', paths: (await Promise.all(settings.modelFolders().map(modelsIn))).flat() },
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

/** The folder itself, or where it is no model folder those directly below it that are; itself if there are none. */
async function modelsIn(folder: string): Promise<string[]> {
  const uri = vscode.Uri.file(folder);
  if (await exists(vscode.Uri.joinPath(uri, 'config.json'))) return [folder];
  const entries = await vscode.workspace.fs.readDirectory(uri).then(
    (read) => read,
    () => [],
  );
  const below = entries.filter(([, type]) => (type & vscode.FileType.Directory) !== 0).map(([name]) => name);
  const usable = await Promise.all(
    below.map((name) => exists(vscode.Uri.joinPath(uri, name, 'config.json'))),
  );
  const models = below.filter((_, i) => usable[i] === true).sort();
  return models.length > 0 ? models.map((name) => path.join(folder, name)) : [folder];
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  return vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
}
