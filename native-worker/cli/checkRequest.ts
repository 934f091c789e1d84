/** Finds what is wrong with a request before anything is announced or started, in the words of the command line. */
import type { z } from 'zod';
import type { TrainRequest } from '../../protocol/training.ts';
import { trainRequestSchema } from '../runs/trainRequestSchema.ts';
import { UsageError } from './exitCodes.ts';

/** Fields of a request by the flag that sets them. */
const FLAGS: Readonly<Record<string, string>> = {
  contextSize: 'context',
  checkpointEverySteps: 'checkpoint-every',
  name: 'name',
  'sae.dSae': 'features',
  'sae.batchTokens': 'batch',
  'sae.trainingTokens': 'tokens',
  'sae.learningRate': 'learning-rate',
  'sae.seed': 'seed',
  'sae.algorithm.k': 'k',
  'sae.algorithm.l1Coefficient': 'l1',
  'sae.algorithm.sparsityCoefficient': 'sparsity',
  'sae.algorithm.groups': 'groups',
  'sae.algorithm.highestTargetFrequency': 'htf',
  'sae.algorithm.lowestTargetFrequency': 'ltf',
};

/** Fields of the algorithm without a flag of their own. */
const ALGORITHM = 'sae.algorithm.';

/** @throws UsageError with a line for each flag that is wrong */
export function checkRequest(request: TrainRequest): void {
  const parsed = trainRequestSchema.safeParse(request);
  if (parsed.success) return;
  const lines = parsed.error.issues.map((issue) => {
    const field = issue.path.join('.');
    const given = issue.path.reduce<unknown>(
      (value, key) => (value as Record<PropertyKey, unknown>)[key],
      request,
    );
    return `${flagOf(field)} ${typeof given === 'string' ? JSON.stringify(given) : String(given)}: ${wordsOf(issue)}.`;
  });
  throw new UsageError(lines.join('\n'));
}

function flagOf(field: string): string {
  const flag = FLAGS[field];
  if (flag !== undefined) return `--${flag}`;
  return field.startsWith(ALGORITHM) ? `--set ${field.slice(ALGORITHM.length)}` : field;
}

function wordsOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'too_small':
      if (issue.origin === 'string') return 'must not be empty';
      return `must be ${issue.inclusive === true ? 'at least' : 'more than'} ${issue.minimum}`;
    case 'too_big':
      if (issue.origin === 'string') return `must have ${issue.maximum} characters at most`;
      return `must be ${issue.inclusive === true ? 'at most' : 'less than'} ${issue.maximum}`;
    case 'invalid_type':
      return `must be ${issue.expected === 'int' ? 'a whole number' : `a ${issue.expected}`}`;
    default:
      return issue.message;
  }
}
