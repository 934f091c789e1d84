/** Where the document of an example lies on disk, given the corpus of its run. */
import type { CorpusSpec } from '../../protocol/corpus.ts';

/** The part of node:path that is needed, so that tests can run both kinds of paths. */
export interface PathModule {
  resolve(...parts: string[]): string;
  relative(from: string, to: string): string;
  isAbsolute(path: string): boolean;
}

/** Null where `source` leads out of the corpus. */
export function sourcePath(
  corpus: CorpusSpec,
  starterCorpus: string,
  source: string,
  paths: PathModule,
): string | null {
  switch (corpus.kind) {
    case 'starter':
      return below(starterCorpus, source, paths);
    case 'folder':
      return below(corpus.path, source, paths);
    case 'files':
      return namedFile(corpus.paths, source);
    default:
      return corpus satisfies never;
  }
}

function below(root: string, source: string, paths: PathModule): string | null {
  const file = paths.resolve(root, source);
  const inside = paths.relative(root, file);
  return inside === '' || inside.startsWith('..') || paths.isAbsolute(inside) ? null : file;
}

/** Sources of named files are the paths themselves or their ends. */
function namedFile(files: readonly string[], source: string): string | null {
  const normal = (path: string): string => path.replace(/\\/g, '/');
  const wanted = normal(source);
  return files.find((file) => normal(file) === wanted || normal(file).endsWith(`/${wanted}`)) ?? null;
}
