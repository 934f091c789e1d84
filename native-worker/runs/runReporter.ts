/** Turns what the parts of a run tell (tokens, steps, rows) into progress and metrics for the observer. */
import type { MetricsLine, RunPhase } from '../../protocol/run.ts';
import type { StepWays } from '../compute/backend.ts';
import { ProgressMeter, type WorkTokens } from './progressMeter.ts';
import type { RunObserver } from './runWork.ts';

export interface ReporterOptions {
  observer: RunObserver;
  steps: number;
  batchTokens: number;
  /** Step of the checkpoint that the run goes on from. */
  firstStep: number;
}

export class RunReporter {
  readonly #options: ReporterOptions;
  #meter: ProgressMeter;
  #phase: RunPhase = 'corpus';
  #step: number;
  /** When the last piece of work was accounted for. */
  #last = performance.now();
  #trainingBegan = 0;

  constructor(options: ReporterOptions) {
    this.#options = options;
    this.#step = options.firstStep;
    this.#meter = new ProgressMeter({ corpus: 1, harvest: 0, train: 0, refit: 0, index: 0 });
  }

  /** Once the corpus is known, so is the work. */
  plan(total: WorkTokens): void {
    const { firstStep, batchTokens } = this.#options;
    const phase = this.#phase;
    this.#meter = new ProgressMeter(total, { corpus: total.corpus, train: firstStep * batchTokens });
    this.begin(phase);
  }

  begin(phase: RunPhase): void {
    this.#phase = phase;
    this.#last = performance.now();
    if (phase === 'train' && this.#trainingBegan === 0) this.#trainingBegan = this.#last;
    this.#tell();
  }

  /** Tokens put through the language model for training, which waits for them or goes on meanwhile. */
  harvested(tokens: number, isAwaited: boolean): void {
    this.#meter.add('harvest', tokens, this.#lap());
    if (isAwaited) this.#tell('harvest');
  }

  /** An optimiser step begins; the one before it is done. */
  stepBegins(step: number): void {
    if (step > this.#step)
      this.#meter.add('train', (step - this.#step) * this.#options.batchTokens, this.#lap());
    this.#step = step;
    this.#last = performance.now();
    this.#tell();
  }

  worked(work: 'refit' | 'index', tokens: number): void {
    this.#meter.add(work, tokens, this.#lap());
    this.#tell();
  }

  /** The phase's work is over whatever was expected. */
  finished(work: keyof WorkTokens): void {
    this.#meter.finish(work);
  }

  /** Training ended after this step; nothing else says so of the last one. */
  trained(step: number): void {
    this.stepBegins(step);
    if (step >= this.#options.steps) this.finished('train');
    this.finished('harvest');
  }

  /** @param ways how its step was done; null where there was no choice */
  metrics(line: MetricsLine, ways: StepWays | null): void {
    const seconds = (performance.now() - this.#trainingBegan) / 1000;
    const tokens = line.tokens - this.#options.firstStep * this.#options.batchTokens;
    const timing = {
      seconds: Number(seconds.toFixed(3)),
      tokensPerSecond: Math.round(tokens / Math.max(seconds, 1e-3)),
      ...(ways === null ? {} : { screenedShare: ways.screened / ways.blocks }),
    };
    this.#options.observer.metrics({ ...line, timing });
  }

  #tell(phase = this.#phase): void {
    const { observer, steps, batchTokens } = this.#options;
    const at = { step: this.#step, steps, tokens: this.#step * batchTokens };
    observer.progress(this.#meter.progress(phase, at));
  }

  #lap(): number {
    const now = performance.now();
    const seconds = (now - this.#last) / 1000;
    this.#last = now;
    return seconds;
  }
}
