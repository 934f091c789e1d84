/** Lists a folder's files by sorted relative path. Links are never followed, so nothing outside the folder is read. */
import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { UnreadableCorpusError, reasonOf } from './corpusErrors.ts';
import { matchGlobs, type PathMatcher } from './glob.ts';
import type { SkippedFile } from './skippedFiles.ts';

/** Installed, built and generated files, which say little about the user's own text. */
export const DEFAULT_EXCLUDES: readonly string[] = [
  'node_modules',
  '.git',
  '.hg',
  '.svn',
  'dist',
  'build',
  'out',
  'target',
  'coverage',
  '.next',
  '.svelte-kit',
  '.cache',
  '.vscode-test',
  '.venv',
  'venv',
  '__pycache__',
  '.mypy_cache',
  '.pytest_cache',
  '.tox',
  '.gradle',
  '.idea',
  '.DS_Store',
  '*.min.js',
  '*.min.mjs',
  '*.min.css',
  '*.map',
  '*.lock',
  'package-lock.json',
  'npm-shrinkwrap.json',
  'pnpm-lock.yaml',
  'go.sum',
];

export interface FolderGlobs {
  /** Empty means every file. */
  include: readonly string[];
  exclude: readonly string[];
}

/** Relative paths with `/`, in order of their UTF-16 units. */
export async function walkFolder(
  root: string,
  globs: FolderGlobs,
  signal?: AbortSignal,
): Promise<{ files: string[]; skipped: SkippedFile[] }> {
  const walk = new Walk(
    root,
    matchGlobs(globs.exclude),
    globs.include.length === 0 ? () => true : matchGlobs(globs.include),
  );
  await walk.visit('', signal);
  walk.files.sort();
  return { files: walk.files, skipped: walk.skipped };
}

class Walk {
  readonly files: string[] = [];
  readonly skipped: SkippedFile[] = [];

  constructor(
    private readonly root: string,
    private readonly isExcluded: PathMatcher,
    private readonly isIncluded: PathMatcher,
  ) {}

  async visit(folder: string, signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted();
    for (const entry of await this.entries(folder)) {
      const relative = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (this.isExcluded(relative)) continue;
      if (entry.isDirectory()) await this.visit(relative, signal);
      else if (!this.isIncluded(relative)) continue;
      else if (entry.isFile()) this.files.push(relative);
      else if (entry.isSymbolicLink()) this.skipped.push({ path: relative, reason: 'a link, not followed' });
    }
  }

  /** The root must be readable; a folder below it that is not is reported. */
  private async entries(folder: string): Promise<Dirent[]> {
    try {
      const entries = await readdir(path.join(this.root, folder), { withFileTypes: true });
      return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    } catch (error) {
      if (folder === '') throw new UnreadableCorpusError(this.root, reasonOf(error), { cause: error });
      this.skipped.push({ path: folder, reason: `unreadable folder (${reasonOf(error)})` });
      return [];
    }
  }
}
