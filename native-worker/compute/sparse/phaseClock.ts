/** Where the time of a step goes, within one worker: off unless somebody measures (`npm run bench -- saeStep`). */

export const phases = [
  /** Taking x from the shared batch, b_pre off. */
  'centre',
  /** The encoder's product. */
  'encode',
  /** Finding the active pairs in it, selection by rank included. */
  'collect',
  /** What pairs add to the reconstruction; dense blocks' products for it besides. */
  'decode',
  /** Clearing, sharing and summing what shards add, up to the residual. */
  'residual',
  /** Products of dense blocks for their gradients. */
  'denseGradients',
  /** Gradients of the pairs, projection, Adam, renormalisation. */
  'update',
] as const;

export type Phase = (typeof phases)[number];

/** Milliseconds. */
export type PhaseTimes = Record<Phase, number>;

export class PhaseClock {
  on = false;
  #times = noTimes();
  #last = 0;

  /** From now on time counts for the next lap. */
  start(): void {
    if (this.on) this.#last = performance.now();
  }

  /** The time since the last lap or start was this phase's. */
  lap(phase: Phase): void {
    if (!this.on) return;
    const now = performance.now();
    this.#times[phase] += now - this.#last;
    this.#last = now;
  }

  /** Since they were last taken. */
  take(): PhaseTimes {
    const times = this.#times;
    this.#times = noTimes();
    return times;
  }
}

export function noTimes(): PhaseTimes {
  return Object.fromEntries(phases.map((phase) => [phase, 0])) as PhaseTimes;
}
