/** `monosema train` with several --hook: runs from one pass of the model, each followed to its end. */
import type { HookPoint, ModelSummary } from '../../../protocol/model.ts';
import type { RunSummary } from '../../../protocol/run.ts';
import type { TrainingEstimate, TrainRequest } from '../../../protocol/training.ts';
import { EngineError } from '../../../link/engineError.ts';
import { estimateTogether } from '../../runs/estimateTogether.ts';
import { togetherRequests } from '../../runs/togetherRequests.ts';
import { checkRequest } from '../checkRequest.ts';
import { EXIT, type ExitCode } from '../exitCodes.ts';
import { listFlag, type Flags } from '../flags.ts';
import { checkMemoryFits } from '../memoryTable.ts';
import type { Session } from '../session.ts';
import { watchRun } from '../watchRun.ts';
import { announce, checkDisk, presetParams, reportEnd, withFlags } from './train.ts';

/** Checked here as well as by the engine, so that nothing is measured for a wrong command line. */
const NO_GROUP = '00000000-0000-4000-8000-000000000000';

export async function trainTogether(session: Session, flags: Flags): Promise<ExitCode> {
  const { requests, estimate } = await requestsFrom(session, flags);
  checkDisk(session, estimate);
  checkMemoryFits(estimate);
  if (!session.json) announce(session, requests, estimate, flags['verbose'] === true);
  const runs = await session.request('training/startTogether', { requests });
  return followAll(session, runs);
}

async function requestsFrom(
  session: Session,
  flags: Flags,
): Promise<{ requests: TrainRequest[]; estimate: TrainingEstimate }> {
  const { model, params } = await presetParams(session, flags);
  const hookPoints = listFlag(flags, 'hook');
  const { requests, estimate } = await session.request('training/presetTogether', { ...params, hookPoints });
  const changed = requests.map((request) => withFlags(request, flags));
  for (const request of changed) checkRequest(request);
  togetherRequests(changed, NO_GROUP);
  return { requests: changed, estimate: estimateChanged(model, requests, changed, estimate) };
}

/** The preset's speeds, for what the flags have made of the requests. */
function estimateChanged(
  model: ModelSummary,
  presets: readonly TrainRequest[],
  changed: readonly TrainRequest[],
  { basis }: TrainingEstimate,
): TrainingEstimate {
  const hookOf = ({ hookPoint }: TrainRequest): Pick<HookPoint, 'width' | 'cost'> =>
    model.hookPoints.find(({ name }) => name === hookPoint) ?? { width: model.width, cost: 1 };
  const [first] = presets;
  const speed = basis?.speed ?? null;
  const weights = first === undefined ? 1 : first.sae.dSae * hookOf(first).width;
  return estimateTogether(
    changed.map((request) => ({ request, hook: hookOf(request) })),
    model,
    basis?.corpusTokens ?? null,
    speed === null ? null : { ...speed, weights },
  );
}

/** One after the other, as they are trained; Ctrl-C stops all of them. */
async function followAll(session: Session, runs: readonly RunSummary[]): Promise<ExitCode> {
  const ended: RunSummary[] = [];
  let code: ExitCode = EXIT.ok;
  let problem: EngineError | null = null;
  for (const [place, run] of runs.entries()) {
    const others = runs.slice(place + 1).map(({ id }) => id);
    if (!session.json && code !== EXIT.interrupted) session.terminal.say(`Run     ${run.name}`);
    const watched = await watchRun(session, () => Promise.resolve(run), others);
    ended.push(watched.run);
    try {
      const own = reportEnd(session, watched);
      if (own !== EXIT.ok && code !== EXIT.interrupted) code = own;
    } catch (error) {
      // The others go on; this is said at the end.
      if (!(error instanceof EngineError)) throw error;
      session.terminal.say(error.message);
      problem ??= error;
    }
  }
  if (session.json) session.printJson(ended);
  if (problem !== null) throw problem;
  return code;
}
