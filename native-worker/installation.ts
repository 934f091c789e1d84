/** Where this engine is installed: its package folder, its entry points in dist/, and the media that ship with it. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

export class IncompleteInstallationError extends Error {
  override readonly name = 'IncompleteInstallationError';
  readonly code = 'notFound';
}

const packageSchema = z.object({ name: z.literal('monosema'), version: z.string() });
const here = path.dirname(fileURLToPath(import.meta.url));

/** The nearest folder above this file whose package.json is Monosema's: the repository, or the installed extension. */
function findPackage(): { folder: string; version: string } {
  for (let folder = here; ; folder = path.dirname(folder)) {
    const parsed = packageSchema.safeParse(readJson(path.join(folder, 'package.json')));
    if (parsed.success) return { folder, version: parsed.data.version };
    if (path.dirname(folder) === folder) {
      throw new IncompleteInstallationError(
        `No package.json of Monosema lies above ${here}. Install it again.`,
      );
    }
  }
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}

let found: ReturnType<typeof findPackage> | null = null;

export function packageFolder(): string {
  found ??= findPackage();
  return found.folder;
}

export function packageVersion(): string {
  found ??= findPackage();
  return found.version;
}

/** The built file of a process or a worker thread. Bundled code lies in dist/ or dist/chunks/; sources fall back to dist/ of the package. */
export function entryPoint(name: 'engine' | 'model' | 'job' | 'experiment' | 'shard' | 'reader'): string {
  const candidates = [here, path.dirname(here), path.join(packageFolder(), 'dist')];
  const file = candidates
    .map((folder) => path.join(folder, `${name}.js`))
    .find((candidate) => existsSync(candidate));
  if (file !== undefined) return file;
  throw new IncompleteInstallationError(
    `dist/${name}.js is missing; run "npm run build" in ${packageFolder()}.`,
  );
}
