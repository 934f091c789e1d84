/** The progress of a run in words, for the notification, the tree and the status bar. */
import * as l10n from '@vscode/l10n';
import type { RunPhase, RunProgress, RunStatus, RunSummary } from '../../protocol/run.ts';
import { formatCompact, formatDuration, formatPercent } from './format.ts';

export function phaseLabel(phase: RunPhase): string {
  switch (phase) {
    case 'waiting':
      return l10n.t('waiting for its turn');
    case 'corpus':
      return l10n.t('reading the corpus');
    case 'harvest':
      return l10n.t('harvesting activations');
    case 'train':
      return l10n.t('training');
    case 'refit':
      return l10n.t('refitting');
    case 'index':
      return l10n.t('indexing features');
    case 'export':
      return l10n.t('exporting');
    case 'done':
      return l10n.t('done');
    default:
      return phase satisfies never;
  }
}

export function statusLabel(status: RunStatus): string {
  switch (status) {
    case 'starting':
      return l10n.t('starting');
    case 'running':
      return l10n.t('running');
    case 'paused':
      return l10n.t('paused');
    case 'stopped':
      return l10n.t('stopped');
    case 'failed':
      return l10n.t('failed');
    case 'finished':
      return l10n.t('finished');
    case 'interrupted':
      return l10n.t('interrupted');
    default:
      return status satisfies never;
  }
}

/** `43 % · 3 min left`; short enough for the status bar. */
export function shortProgress(progress: RunProgress): string {
  const parts = [formatPercent(progress.fraction)];
  if (progress.secondsLeft !== null) parts.push(l10n.t('{0} left', formatDuration(progress.secondsLeft)));
  return parts.join(' · ');
}

/** `training · 43 % · 12.3K tokens/s · 3 min left`. */
export function longProgress(progress: RunProgress): string {
  const parts = [phaseLabel(progress.phase), formatPercent(progress.fraction)];
  if (progress.tokensPerSecond !== null)
    parts.push(l10n.t('{0} tokens/s', formatCompact(progress.tokensPerSecond)));
  if (progress.secondsLeft !== null) parts.push(l10n.t('{0} left', formatDuration(progress.secondsLeft)));
  return parts.join(' · ');
}

/** Whether a job process is (or should be) at work on the run. */
export function isActive(run: Pick<RunSummary, 'status'>): boolean {
  return run.status === 'starting' || run.status === 'running';
}
