/** The storage folder: `--storage`, else MONOSEMA_STORAGE, else the user's data folder by the system's own rules. */
import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { messageOf } from '../link/engineError.ts';

export interface Storage {
  root: string;
  runs: string;
  activations: string;
  /** Downloaded ones. */
  models: string;
}

export class StorageError extends Error {
  override readonly name = 'StorageError';
  readonly code = 'invalidRequest';
}

/** Makes the folder. @throws StorageError when that fails. */
export function openStorage(
  given: string | undefined,
  environment: NodeJS.ProcessEnv = process.env,
): Storage {
  const root = path.resolve(given ?? environment['MONOSEMA_STORAGE'] ?? defaultStorage(environment));
  const storage = {
    root,
    runs: path.join(root, 'runs'),
    activations: path.join(root, 'activations'),
    models: path.join(root, 'models'),
  };
  try {
    mkdirSync(storage.runs, { recursive: true });
  } catch (error) {
    throw new StorageError(
      `The storage folder ${root} cannot be made (${messageOf(error)}). Check that its disk is there and not read-only, or name another by --storage or MONOSEMA_STORAGE.`,
    );
  }
  return storage;
}

/** XDG_DATA_HOME/monosema where that is set (it must be absolute, by its specification), else ~/.monosema. */
export function defaultStorage(environment: NodeJS.ProcessEnv = process.env): string {
  const xdg = environment['XDG_DATA_HOME'];
  return xdg !== undefined && path.isAbsolute(xdg)
    ? path.join(xdg, 'monosema')
    : path.join(homedir(), '.monosema');
}
