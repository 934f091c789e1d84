/** Requests for runs at several hook points made into those of a group, or refused where one pass of the model cannot serve them all. */
import type { TrainRequest } from '../../protocol/training.ts';
import { InvalidRequestError } from './trainRequestSchema.ts';

/** What decides which tokens the model sees, and on what it runs: one pass has one of each. */
const SHARED = {
  modelFolder: ({ modelFolder }) => modelFolder,
  corpus: ({ corpus }) => corpus,
  contextSize: ({ contextSize }) => contextSize,
  llmDevice: ({ llmDevice }) => llmDevice,
  'sae.seed': ({ sae }) => sae.seed,
  'sae.trainingTokens': ({ sae }) => sae.trainingTokens,
} as const satisfies Record<string, (request: TrainRequest) => unknown>;

/** @param id of the group, a UUID. @throws InvalidRequestError naming what differs */
export function togetherRequests(requests: readonly TrainRequest[], id: string): TrainRequest[] {
  const [first] = requests;
  if (first === undefined || requests.length < 2)
    throw new InvalidRequestError(
      `Runs are trained together at two hook points or more, not ${requests.length}. Start a single run by itself.`,
    );
  const hookPoints = requests.map(({ hookPoint }) => hookPoint);
  const twice = hookPoints.find((name, place) => hookPoints.indexOf(name) !== place);
  if (twice !== undefined)
    throw new InvalidRequestError(`The hook point ${twice} was named twice. Name each once.`);
  for (const [field, valueOf] of Object.entries(SHARED)) {
    const [wanted, ...others] = requests.map((request) => JSON.stringify(valueOf(request)));
    const other = others.find((value) => value !== wanted);
    if (other !== undefined)
      throw new InvalidRequestError(
        `Runs that are trained together need the same ${field}, not ${wanted} and ${other}. Start them one by one.`,
      );
  }
  return requests.map((request) => ({
    ...request,
    ...(request.name === undefined ? {} : { name: `${request.name}-${request.hookPoint}`.slice(0, 200) }),
    together: { id, hookPoints },
  }));
}
