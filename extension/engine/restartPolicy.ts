/** Decides whether and when a crashed engine starts again: doubling delays, and an end to it when it keeps dying. */

export type RestartDecision = { kind: 'restart'; delayMs: number } | { kind: 'giveUp'; crashes: number };

const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 15_000;
const MOST_CRASHES = 5;
/** An engine that lived this long starts the count anew. */
const CALM_MS = 120_000;

export class RestartPolicy {
  #crashes = 0;
  #startedAt: number;

  /** @param now milliseconds of a clock that never goes back. */
  constructor(private readonly now: () => number = () => performance.now()) {
    this.#startedAt = now();
  }

  started(): void {
    this.#startedAt = this.now();
  }

  crashed(): RestartDecision {
    if (this.now() - this.#startedAt >= CALM_MS) this.#crashes = 0;
    this.#crashes += 1;
    if (this.#crashes >= MOST_CRASHES) return { kind: 'giveUp', crashes: this.#crashes };
    return {
      kind: 'restart',
      delayMs: Math.min(FIRST_DELAY_MS * 2 ** (this.#crashes - 1), LONGEST_DELAY_MS),
    };
  }

  /** The user asked for another try. */
  reset(): void {
    this.#crashes = 0;
  }
}
