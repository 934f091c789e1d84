/** A corpus in a few words. Free of vscode. */
import * as l10n from '@vscode/l10n';
import type { CorpusSpec } from '../../../protocol/corpus.ts';

export function corpusLabel(corpus: CorpusSpec): string {
  switch (corpus.kind) {
    case 'starter':
      return l10n.t('Starter corpus');
    case 'folder':
      return corpus.path;
    case 'files': {
      const [first] = corpus.paths;
      if (corpus.paths.length === 1 && first !== undefined) return first;
      return l10n.t('{0} files', corpus.paths.length);
    }
    default:
      return corpus satisfies never;
  }
}

/** Formats whose text stands in a named column. */
export function needsTextColumn(paths: readonly string[]): boolean {
  return paths.some((path) => /\.(jsonl|ndjson|csv|parquet)$/i.test(path));
}
