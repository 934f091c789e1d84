/** Words for a run's state, corpus and phase. */
import type { CorpusSpec } from '../../protocol/corpus.ts';
import type { RunPhase, RunStatus } from '../../protocol/run.ts';
import { t } from './localise.ts';

export function statusWord(status: RunStatus): string {
  switch (status) {
    case 'starting':
      return t('Starting');
    case 'running':
      return t('Running');
    case 'paused':
      return t('Paused');
    case 'stopped':
      return t('Stopped');
    case 'failed':
      return t('Failed');
    case 'finished':
      return t('Finished');
    case 'interrupted':
      return t('Interrupted');
    default:
      return status satisfies never;
  }
}

/** Phases in the order a run goes through them; a run of a group may first wait for its turn. */
export const PHASES = [
  'corpus',
  'harvest',
  'train',
  'refit',
  'export',
  'index',
  'done',
] as const satisfies readonly RunPhase[];

/** Of an SAE made elsewhere: it is brought to our form and indexed. */
export const IMPORT_PHASES: readonly RunPhase[] = ['corpus', 'export', 'index', 'done'];

export function phaseWord(phase: RunPhase): string {
  switch (phase) {
    case 'waiting':
      return t('Waiting for its turn');
    case 'corpus':
      return t('Corpus');
    case 'harvest':
      return t('Harvest');
    case 'train':
      return t('Train');
    case 'refit':
      return t('Refit');
    case 'index':
      return t('Index');
    case 'export':
      return t('Export');
    case 'done':
      return t('Done');
    default:
      return phase satisfies never;
  }
}

export function corpusName(corpus: CorpusSpec): string {
  switch (corpus.kind) {
    case 'starter':
      return t('starter corpus');
    case 'folder':
      return lastPart(corpus.path);
    case 'files':
      return corpus.paths.length === 1
        ? lastPart(corpus.paths[0] ?? '')
        : t('{0} files', corpus.paths.length);
    default:
      return corpus satisfies never;
  }
}

/** The last part of a path of either kind of slash. */
export function lastPart(path: string): string {
  return path.split(/[\\/]/).filter(Boolean).at(-1) ?? path;
}
