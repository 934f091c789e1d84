/** Refuses options that contradict themselves, before a backend is built on them. */
import type { BackendOptions } from './backend.ts';

export class BackendOptionsError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'BackendOptionsError';
  }
}

/** @throws BackendOptionsError */
export function checkOptions({
  dSae,
  selection,
  activation,
  penalty,
  prefixes,
  auxiliary,
}: BackendOptions): void {
  const ascending = prefixes.every((width, i) => Number.isInteger(width) && width > (prefixes[i - 1] ?? 0));
  if (!ascending || prefixes.at(-1) !== dSae) {
    throw new BackendOptionsError(
      `Prefixes must ascend and end with dSae = ${dSae}, but are [${prefixes.join(', ')}].`,
    );
  }
  if ('k' in selection) checkCount(`The selection '${selection.kind}'`, selection.k, dSae);
  if (auxiliary) checkCount('The auxiliary loss', auxiliary.k, Infinity);
  if (selection.kind === 'learnedThreshold') {
    if (!(selection.bandwidth > 0)) {
      throw new BackendOptionsError(`The bandwidth must be above 0, but is ${selection.bandwidth}.`);
    }
    // The straight-through estimate -(theta / eps) K is the height of the jump of z = y at theta; z = u jumps by another.
    if (activation !== 'relu') {
      throw new BackendOptionsError("Learned thresholds need the activation 'relu', z = y where y > theta.");
    }
  } else if (penalty?.kind === 'l0') {
    throw new BackendOptionsError(
      `The l0 penalty reaches only learned thresholds, but the selection is '${selection.kind}'. Use l1 or tanh, or 'learnedThreshold'.`,
    );
  }
}

function checkCount(what: string, k: number, most: number): void {
  if (Number.isInteger(k) && k >= 1 && k <= most) return;
  throw new BackendOptionsError(
    `${what} needs a whole k of at least 1 and at most ${most}, but has k = ${k}.`,
  );
}
