/** The model, corpus and run that ship with Monosema, found beside dist/ in the repository and in the installed extension. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { IncompleteInstallationError, packageFolder } from './installation.ts';

/** How run.json names the starter model, whose real path changes with every update of the extension. */
const STARTER_MODEL_NAME = 'monosema:starter-model';

/** @throws IncompleteInstallationError when it did not come with the installation. */
export function starterModelFolder(): string {
  return shipped('starter-model');
}

/** @throws IncompleteInstallationError when it did not come with the installation. */
export function starterCorpusFolder(): string {
  return shipped('starter-corpus');
}

/** May not exist. */
export function starterRunFolder(): string {
  return mediaPath('starter-run');
}

/** Model folders as run.json holds them. */
export const modelFolderNames = {
  store: (folder: string): string =>
    path.resolve(folder) === mediaPath('starter-model') ? STARTER_MODEL_NAME : folder,
  resolve: (stored: string): string => (stored === STARTER_MODEL_NAME ? mediaPath('starter-model') : stored),
};

function shipped(name: string): string {
  const folder = mediaPath(name);
  if (existsSync(folder)) return folder;
  throw new IncompleteInstallationError(
    `The ${name.replace('-', ' ')} is missing: ${folder} does not exist. Install Monosema again.`,
  );
}

/** MONOSEMA_MEDIA names another media folder; the engine hands its host's choice to its children that way. */
function mediaPath(name: string): string {
  return path.join(process.env['MONOSEMA_MEDIA'] ?? path.join(packageFolder(), 'media'), name);
}
