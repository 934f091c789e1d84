/** `monosema runs`: lists runs; resumes, stops, renames and deletes one. */
import type { RunSummary } from '../../../protocol/run.ts';
import { algorithmLabel } from '../algorithmWords.ts';
import { EXIT, UsageError, type ExitCode } from '../exitCodes.ts';
import { count, table } from '../format.ts';
import type { Session } from '../session.ts';
import { followRun } from './train.ts';

export const RUN_ACTIONS = ['list', 'show', 'resume', 'stop', 'rename', 'delete'] as const;

export async function runs(session: Session, action: string, run?: string, name?: string): Promise<ExitCode> {
  switch (action) {
    case 'list':
      return list(session);
    case 'show':
      session.printJson(await session.request('runs/get', { runId: required(run, action) }));
      return EXIT.ok;
    case 'resume': {
      const runId = required(run, action);
      return followRun(session, () => session.request('runs/resume', { runId }));
    }
    case 'stop':
      await session.request('runs/stop', { runId: required(run, action) });
      return EXIT.ok;
    case 'rename':
      if (name === undefined) throw new UsageError('Give the new name: monosema runs rename <run> <name>.');
      await session.request('runs/rename', { runId: required(run, action), name });
      return EXIT.ok;
    case 'delete':
      await session.request('runs/delete', { runId: required(run, action) });
      return EXIT.ok;
    default:
      throw new UsageError(`There is no action "${action}"; there are: ${RUN_ACTIONS.join(', ')}.`);
  }
}

function required(run: string | undefined, action: string): string {
  if (run !== undefined) return run;
  throw new UsageError(`Name the run: monosema runs ${action} <run>.`);
}

async function list(session: Session): Promise<ExitCode> {
  const found = await session.request('runs/list', null);
  if (session.json) {
    session.printJson(found);
    return EXIT.ok;
  }
  const { terminal } = session;
  if (found.length === 0) terminal.say(`No runs in ${session.setup.storage.runs}. Make one: monosema train`);
  for (const line of found.length === 0 ? [] : runTable(found)) terminal.print(line);
  for (const { id, problem, warnings = [] } of found) {
    for (const text of problem === null ? warnings : [problem, ...warnings]) terminal.say(`${id}: ${text}`);
  }
  if (found.some(({ status }) => status === 'stopped' || status === 'interrupted'))
    terminal.say(`Go on with a stopped run: monosema runs resume <run>${session.storageHint}`);
  return EXIT.ok;
}

function runTable(found: readonly RunSummary[]): string[] {
  return table(
    [
      { title: 'run', value: (run) => run.id },
      { title: 'status', value: (run) => (run.readOnly ? `${run.status}, shipped` : run.status) },
      {
        title: 'step',
        value: ({ progress, imported }) =>
          progress === null || imported !== undefined ? '-' : `${progress.step}/${progress.steps}`,
        align: 'right',
      },
      { title: 'features', value: (run) => String(run.request.sae.dSae), align: 'right' },
      {
        title: 'tokens',
        value: (run) => (run.imported ? '-' : count(run.request.sae.trainingTokens)),
        align: 'right',
      },
      { title: 'algorithm', value: (run) => run.imported?.kind ?? algorithmLabel(run.request.sae.algorithm) },
      { title: 'model', value: (run) => run.modelName },
      { title: 'hook point', value: (run) => run.request.hookPoint },
    ],
    found,
  );
}
