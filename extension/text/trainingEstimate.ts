/** A training estimate in one line, as the size step and the summary show it. */
import * as l10n from '@vscode/l10n';
import type { TrainingEstimate, TrainRequest } from '../../protocol/training.ts';
import { formatBytes, formatCompact, formatCount, formatDuration } from './format.ts';

export function describeEstimate(estimate: TrainingEstimate): string {
  const time =
    estimate.seconds === null
      ? l10n.t('time unknown')
      : l10n.t('about {0}', formatDuration(estimate.seconds));
  return l10n.t(
    '{0}, {1} memory, {2} disk',
    time,
    formatBytes(estimate.memoryBytes),
    formatBytes(estimate.diskBytes),
  );
}

/** @param requests that differ in their hook points, and in what follows from those */
export function describeRequests(requests: readonly [TrainRequest, ...TrainRequest[]]): string {
  const [first] = requests;
  if (requests.length === 1) return describeRequest(first);
  return l10n.t('{0} runs of {1}', requests.length, describeRequest(first));
}

function describeRequest(request: TrainRequest): string {
  return l10n.t(
    '{0} features, {1} training tokens',
    formatCount(request.sae.dSae),
    formatCompact(request.sae.trainingTokens),
  );
}
