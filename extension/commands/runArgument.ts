/** Which run a command is about: the tree item or id it was called with, or one the user picks. */
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { RunSummary } from '../../protocol/run.ts';
import { EngineError } from '../../link/engineError.ts';
import type { Services } from '../services.ts';
import { runTreeItem } from '../views/runTreeItem.ts';
import { pickOne } from './pickOne.ts';

export interface RunQuestion {
  title: string;
  /** Runs that the command can do something with. */
  suits(run: RunSummary): boolean;
  /** Said when no run suits. */
  none: string;
}

/** Undefined when the user leaves the pick; with one suitable run the user is not asked. @throws EngineError `notFound`. */
export async function askForRun(
  services: Services,
  argument: unknown,
  question: RunQuestion,
): Promise<RunSummary | undefined> {
  const runs = await services.runs.list();
  const named = runIdOf(argument);
  if (named !== null) {
    const run = runs.find(({ id }) => id === named);
    if (!run) throw new EngineError('notFound', l10n.t('There is no run {0}.', named));
    return run;
  }
  const suitable = runs.filter((run) => question.suits(run));
  const [only] = suitable;
  if (!only) throw new EngineError('notFound', question.none);
  if (suitable.length === 1) return only;
  const result = await pickOne<RunSummary>({
    title: question.title,
    placeholder: l10n.t('Run'),
    load: (show) => {
      show(
        suitable.map((run) => {
          const { label, description, icon } = runTreeItem(run, false);
          const detail = new Date(run.createdAt).toLocaleString(vscode.env.language);
          return { label: `$(${icon}) ${label}`, description, detail, value: run };
        }),
      );
      return Promise.resolve();
    },
  });
  return result.kind === 'picked' ? result.value : undefined;
}

function runIdOf(argument: unknown): string | null {
  if (typeof argument === 'string') return argument;
  if (typeof argument !== 'object' || argument === null || !('runId' in argument)) return null;
  return typeof argument.runId === 'string' ? argument.runId : null;
}
