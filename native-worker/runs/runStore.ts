/** The runs of one storage folder, with those that ship read-only beside them. */
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { ImportedSae } from '../../protocol/foreignSae.ts';
import type { RunSummary } from '../../protocol/run.ts';
import type { TrainRequest } from '../../protocol/training.ts';
import { ruleSetHash } from '../monosemanticity/rules/ruleSetHash.ts';
import { explainWriteError } from '../files/atomicFile.ts';
import { readRunFile, writeRunFile, type RunFile } from './runFile.ts';
import { runPaths } from './runFolder.ts';
import { acquireFolderLock, liveLockHolder, FolderBusyError } from '../files/folderLock.ts';
import { summariseRun } from './runSummary.ts';

export class RunNotFoundError extends Error {
  override readonly name = 'RunNotFoundError';
  readonly code = 'notFound';
  constructor(id: string, known: string[]) {
    const list = known.length === 0 ? 'there are none yet' : `there are: ${known.slice(0, 8).join(', ')}`;
    super(`There is no run "${id}"; ${list}.`);
  }
}

export class ReadOnlyRunError extends Error {
  override readonly name = 'ReadOnlyRunError';
  readonly code = 'invalidRequest';
  constructor(id: string) {
    super(`The run "${id}" ships with Monosema and cannot be changed. Train a run of your own.`);
  }
}

/** Folders on their way out; a later start removes what a crash left. */
const DELETED_PREFIX = '.deleted-';

export interface RunStoreOptions {
  /** `<storage>/runs`; made when missing. */
  folder: string;
  /** Run folders that ship with the product; those that do not exist are not listed. */
  shipped: string[];
  /** Both ways between a model folder on this machine and its name in run.json (a shipped model moves with each update). */
  modelFolderNames: { store: (folder: string) => string; resolve: (stored: string) => string };
  version: string;
}

export interface NewRun {
  request: TrainRequest;
  model: RunFile['model'];
  /** Of an SAE made elsewhere. */
  imported?: ImportedSae;
}

export class RunStore {
  readonly #options: RunStoreOptions;

  constructor(options: RunStoreOptions) {
    this.#options = options;
    mkdirSync(options.folder, { recursive: true });
    for (const name of readdirSync(options.folder)) {
      if (name.startsWith(DELETED_PREFIX))
        rmSync(path.join(options.folder, name), { recursive: true, force: true });
    }
  }

  /** Newest first; what ships comes last. */
  list(): RunSummary[] {
    const own = this.#ownFolders().map((folder) => this.#summary(folder, false));
    own.sort((a, b) => b.createdAt.localeCompare(a.createdAt) || b.id.localeCompare(a.id));
    return [...own, ...this.#shippedFolders().map((folder) => this.#summary(folder, true))];
  }

  /** Those whose job lives: a look at the locks alone, cheap enough to be done every other second. */
  withLiveJob(): RunSummary[] {
    return this.#ownFolders()
      .filter((folder) => existsSync(runPaths(folder).lock) && liveLockHolder(runPaths(folder)) !== null)
      .map((folder) => this.#summary(folder, false));
  }

  /** Ids of the runs that can be changed, from the folders' names alone. */
  ids(): string[] {
    return this.#ownFolders()
      .filter((folder) => existsSync(runPaths(folder).runFile))
      .map((folder) => path.basename(folder));
  }

  /** @throws RunNotFoundError */
  get(id: string): RunSummary {
    const run = this.list().find((summary) => summary.id === id);
    if (run === undefined)
      throw new RunNotFoundError(
        id,
        this.list().map((summary) => summary.id),
      );
    return run;
  }

  /** run.json of a run, whole. @throws RunNotFoundError, BadRunFileError */
  file(id: string): RunFile {
    return readRunFile(runPaths(this.get(id).folder).runFile);
  }

  /** Makes the run's folder with its run.json, status `starting`. @throws DiskFullError */
  create({ request, model, imported }: NewRun): RunSummary {
    const name = request.name ?? `${model.name} ${request.hookPoint}`;
    const { id, folder } = this.#makeFolder(slug(name));
    const { store } = this.#options.modelFolderNames;
    writeRunFile(runPaths(folder).runFile, {
      version: 1,
      id,
      name,
      createdAt: new Date().toISOString(),
      status: 'starting',
      problem: null,
      request: { ...request, modelFolder: store(request.modelFolder) },
      model,
      corpus: null,
      devices: null,
      choices: null,
      masked: null,
      progress: null,
      indexStep: null,
      versions: {
        monosema: this.#options.version,
        node: process.versions.node,
        platform: `${process.platform}-${process.arch}`,
      },
      rules: ruleSetHash(),
      ...(imported === undefined ? {} : { imported }),
    });
    return this.#summary(folder, false);
  }

  /** For a run without a live job. @throws FolderBusyError, ReadOnlyRunError, RunNotFoundError */
  rename(id: string, name: string): RunSummary {
    const { folder } = this.#ownRun(id);
    const paths = runPaths(folder);
    const lock = acquireFolderLock(paths, null);
    try {
      writeRunFile(paths.runFile, { ...readRunFile(paths.runFile), name });
    } finally {
      lock.dispose();
    }
    return this.#summary(folder, false);
  }

  /** @throws FolderBusyError while its job lives, ReadOnlyRunError, RunNotFoundError */
  delete(id: string): void {
    const { folder } = this.#ownRun(id);
    const holder = liveLockHolder(runPaths(folder));
    if (holder !== null) throw new FolderBusyError(folder, holder);
    // A rename first: a reader sees the run whole or not at all.
    const doomed = path.join(this.#options.folder, `${DELETED_PREFIX}${id}-${process.pid}-${Date.now()}`);
    try {
      renameSync(folder, doomed);
    } catch (error) {
      throw explainWriteError(folder, error);
    }
    rmSync(doomed, { recursive: true, force: true });
  }

  #ownRun(id: string): RunSummary {
    const run = this.get(id);
    if (run.readOnly) throw new ReadOnlyRunError(id);
    return run;
  }

  #summary(folder: string, readOnly: boolean): RunSummary {
    return summariseRun(folder, { readOnly, resolveModelFolder: this.#options.modelFolderNames.resolve });
  }

  #ownFolders(): string[] {
    return readdirSync(this.#options.folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
      .map((entry) => path.join(this.#options.folder, entry.name));
  }

  #shippedFolders(): string[] {
    return this.#options.shipped.filter((folder) => existsSync(runPaths(folder).runFile));
  }

  /** The first free of `base`, `base-2`, `base-3`…; mkdir decides between two engines that try at once. */
  #makeFolder(base: string): { id: string; folder: string } {
    const taken = new Set(this.#shippedFolders().map((folder) => readRunFile(runPaths(folder).runFile).id));
    for (let attempt = 1; ; attempt++) {
      const id = attempt === 1 ? base : `${base}-${attempt}`;
      const folder = path.join(this.#options.folder, id);
      if (taken.has(id)) continue;
      try {
        mkdirSync(folder);
        return { id, folder };
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST'))
          throw explainWriteError(folder, error);
      }
    }
  }
}

/** A folder name for any system: lower case letters, digits, dots and dashes; never empty, hidden or overlong. */
export function slug(name: string): string {
  const plain = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9.]+/gu, '-')
    .replace(/^[-.]+|[-.]+$/gu, '')
    .slice(0, 60)
    .replace(/[-.]+$/u, '');
  // Windows keeps some names for devices, with any ending.
  return plain === '' || /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/u.test(plain)
    ? `run-${plain}`.replace(/-$/u, '')
    : plain;
}
