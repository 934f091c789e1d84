/** Evaluates a run's SAE: shows the run's page, follows the measurement in a notification that can cancel it, and says what came out. */
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { RunEvaluation } from '../../protocol/evaluation.ts';
import type { RunSummary } from '../../protocol/run.ts';
import { EngineError } from '../../link/engineError.ts';
import type { Services } from '../services.ts';
import { formatPercent, formatValue } from '../text/format.ts';

/** Returns when it has begun. @throws EngineError for a run without features, or while another is evaluated */
export async function evaluateRun(services: Services, run: RunSummary): Promise<void> {
  if (run.indexStep === null)
    throw new EngineError(
      'invalidRequest',
      l10n.t('{0} has no autoencoder yet. Let it finish first.', run.name),
    );
  services.panels.show({ view: 'training', runId: run.id });
  await services.engine.request('runs/evaluate', { runId: run.id });
  watch(services, run).catch(services.errors.show);
}

async function watch(services: Services, run: RunSummary): Promise<void> {
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: l10n.t('Evaluating {0}', run.name),
    cancellable: true,
  };
  const ended = await vscode.window.withProgress(options, (progress, token) => {
    token.onCancellationRequested(() => {
      services.engine.request('runs/cancelEvaluation', { runId: run.id }).catch(services.errors.show);
    });
    return untilEnded(services, run.id, progress);
  });
  if (ended.status === 'failed')
    return services.errors.offerLog(
      l10n.t('The evaluation of {0} failed: {1}', run.name, ended.problem ?? ''),
    );
  if (ended.status === 'finished' && ended.result !== null) sayResult(run, ended.result);
}

function untilEnded(
  { engine }: Services,
  runId: string,
  progress: vscode.Progress<{ message?: string; increment?: number }>,
): Promise<RunEvaluation> {
  let shown = 0;
  return new Promise((resolve) => {
    const end = (ended: RunEvaluation): void => {
      for (const one of subscriptions) one.dispose();
      resolve(ended);
    };
    const subscriptions = [
      engine.onNotification((notification) => {
        if (notification.method !== 'runs/evaluationChanged' || notification.params.runId !== runId) return;
        const { status, fraction } = notification.params;
        if (status !== 'running') {
          end(notification.params);
          return;
        }
        progress.report({ message: formatPercent(fraction), increment: Math.max(0, 100 * fraction - shown) });
        shown = Math.max(shown, 100 * fraction);
      }),
      engine.onCrash(({ reason }) => {
        end({ runId, status: 'failed', fraction: 0, problem: reason, result: null });
      }),
    ];
  });
}

function sayResult(
  { name }: RunSummary,
  { lossRecovered, lossIncrease }: NonNullable<RunEvaluation['result']>,
): void {
  const cost = formatValue(lossIncrease.value);
  const text =
    lossRecovered === null
      ? l10n.t('{0} costs its model {1} nats a token.', name, cost)
      : l10n.t(
          '{0} recovers {1} % of the loss and costs its model {2} nats a token.',
          name,
          formatValue(100 * lossRecovered.value),
          cost,
        );
  void vscode.window.showInformationMessage(text);
}
