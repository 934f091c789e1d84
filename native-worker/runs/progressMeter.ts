/**
 * How far a run is, in time: its work is counted in tokens harvested, trained on and indexed, each kind weighed by the seconds a token
 * was measured to take (or a first guess), so that the bar moves evenly and the time left is honest. It never goes back.
 */
import type { RunPhase, RunProgress } from '../../protocol/run.ts';

/** Tokens of each kind of work; `index` tokens are run through the model and the SAE again. */
export type WorkTokens = Record<'corpus' | 'harvest' | 'train' | 'refit' | 'index', number>;
type Work = keyof WorkTokens;

/** Seconds a token before anything is measured; only their ratios matter until then. */
const FIRST_GUESS: Readonly<Record<Work, number>> = {
  corpus: 3e-6,
  harvest: 4e-5,
  train: 8e-5,
  refit: 8e-5,
  index: 7e-5,
};
/** A rate is believed after this many seconds of that kind of work. */
const BELIEVED_SECONDS = 0.5;

export class ProgressMeter {
  readonly #total: WorkTokens;
  readonly #done: WorkTokens = { corpus: 0, harvest: 0, train: 0, refit: 0, index: 0 };
  /** Done by an earlier job: counts as done, but was not timed here. */
  readonly #before: WorkTokens;
  readonly #seconds: WorkTokens = { corpus: 0, harvest: 0, train: 0, refit: 0, index: 0 };
  #fraction = 0;

  constructor(total: WorkTokens, before: Partial<WorkTokens> = {}) {
    this.#total = total;
    this.#before = { corpus: 0, harvest: 0, train: 0, refit: 0, index: 0, ...before };
  }

  add(work: Work, tokens: number, seconds: number): void {
    this.#done[work] += tokens;
    this.#seconds[work] += seconds;
  }

  /** What was estimated turned out otherwise: a kind of work is over. */
  finish(work: Work): void {
    this.#done[work] = Math.max(this.#done[work], this.#total[work] - this.#before[work]);
  }

  progress(phase: RunPhase, at: { step: number; steps: number; tokens: number }): RunProgress {
    const works = Object.keys(this.#total) as Work[];
    const cost = (tokens: (work: Work) => number): number =>
      works.reduce((sum, work) => sum + tokens(work) * this.#secondsPerToken(work), 0);
    const whole = cost((work) => Math.max(this.#total[work], this.#before[work] + this.#done[work]));
    const left = cost((work) => Math.max(0, this.#total[work] - this.#before[work] - this.#done[work]));
    const fraction = phase === 'done' ? 1 : Math.min(0.999, whole > 0 ? 1 - left / whole : 0);
    this.#fraction = Math.max(this.#fraction, fraction);
    const work = workOf(phase);
    return {
      phase,
      fraction: this.#fraction,
      ...at,
      tokensPerSecond: work !== null && this.#isMeasured(work) ? 1 / this.#secondsPerToken(work) : null,
      secondsLeft: phase === 'done' ? 0 : this.#isMeasured('train') || phase === 'index' ? left : null,
    };
  }

  #isMeasured(work: Work): boolean {
    return this.#seconds[work] >= BELIEVED_SECONDS && this.#done[work] > 0;
  }

  #secondsPerToken(work: Work): number {
    return this.#isMeasured(work)
      ? this.#seconds[work] / this.#done[work]
      : FIRST_GUESS[work] * this.#slowness();
  }

  /** How much longer this machine and model take than guessed, by what was measured so far. */
  #slowness(): number {
    const measured = (Object.keys(this.#total) as Work[]).filter(
      (work) => work !== 'corpus' && this.#isMeasured(work),
    );
    const guessed = measured.reduce((sum, work) => sum + FIRST_GUESS[work] * this.#done[work], 0);
    const taken = measured.reduce((sum, work) => sum + this.#seconds[work], 0);
    return guessed > 0 ? taken / guessed : 1;
  }
}

function workOf(phase: RunPhase): Work | null {
  switch (phase) {
    case 'corpus':
    case 'harvest':
    case 'train':
    case 'refit':
    case 'index':
      return phase;
    case 'waiting':
    case 'export':
    case 'done':
      return null;
  }
}
