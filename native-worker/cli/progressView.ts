/** A run's progress: one line drawn again and again on a terminal, a plain line now and then elsewhere. */
import type { MetricsLine, RunPhase, RunProgress } from '../../protocol/run.ts';
import { count, duration } from './format.ts';
import type { Terminal } from './terminal.ts';

const PHASES: Readonly<Record<RunPhase, string>> = {
  waiting: 'waiting for its turn',
  corpus: 'reading the corpus',
  harvest: 'running the model',
  train: 'training',
  refit: 'refitting',
  index: 'indexing features',
  export: 'exporting',
  done: 'done',
};
const BAR_COLUMNS = 24;
/** Without a terminal: a line each so many percent, or at a new phase after some progress. */
const PLAIN_STEP = 0.05;
/** And a line after so many seconds at the latest. */
const PLAIN_SECONDS = 60;

export class ProgressView {
  readonly #terminal: Terminal;
  #metrics: MetricsLine | null = null;
  #toldFraction = -1;
  #toldPhase: RunPhase | null = null;
  #toldAt = 0;
  readonly #now: () => number;

  /** @param now seconds of a clock that never goes back */
  constructor(terminal: Terminal, now = (): number => performance.now() / 1000) {
    this.#terminal = terminal;
    this.#now = now;
  }

  metrics(line: MetricsLine): void {
    this.#metrics = line;
  }

  show(progress: RunProgress): void {
    if (this.#terminal.isInteractive)
      this.#terminal.redraw(progressLine(progress, this.#metrics, this.#terminal.columns - 1));
    else if (this.#isNews(progress)) {
      this.#toldFraction = progress.fraction;
      this.#toldPhase = progress.phase;
      this.#toldAt = this.#now();
      this.#terminal.say(plainLine(progress, this.#metrics));
    }
  }

  end(): void {
    if (this.#terminal.isInteractive) this.#terminal.redraw('');
  }

  /** Running the model and training alternate all the time: that alone is no news. */
  #isNews({ phase, fraction }: RunProgress): boolean {
    const alternates = (other: RunPhase | null): boolean => other === 'harvest' || other === 'train';
    const newPhase = phase !== this.#toldPhase && !(alternates(phase) && alternates(this.#toldPhase));
    const isLate = this.#now() - this.#toldAt >= PLAIN_SECONDS;
    return newPhase || isLate || fraction >= this.#toldFraction + PLAIN_STEP;
  }
}

export function bar(fraction: number): string {
  const filled = Math.round(fraction * BAR_COLUMNS);
  return `${'█'.repeat(filled)}${'░'.repeat(BAR_COLUMNS - filled)}`;
}

/** As much of the parts as fits, the most wanted first. */
export function progressLine(progress: RunProgress, metrics: MetricsLine | null, columns: number): string {
  const head = `${bar(progress.fraction)} ${percent(progress)}`;
  let line = '';
  for (const part of [head, ...parts(progress, metrics)]) {
    const longer = line === '' ? part : `${line}  ${part}`;
    if (longer.length > columns) break;
    line = longer;
  }
  return line;
}

function plainLine(progress: RunProgress, metrics: MetricsLine | null): string {
  return [percent(progress), ...parts(progress, metrics)].join('  ');
}

function percent({ fraction }: RunProgress): string {
  return `${String(Math.floor(fraction * 100)).padStart(3)} %`;
}

function parts(
  { phase, tokensPerSecond, secondsLeft, step, steps }: RunProgress,
  metrics: MetricsLine | null,
): string[] {
  const texts = [PHASES[phase]];
  if (tokensPerSecond !== null) texts.push(`${count(tokensPerSecond)} tokens/s`);
  if (secondsLeft !== null && phase !== 'done') texts.push(`${duration(secondsLeft)} left`);
  if (step > 0) texts.push(`step ${step}/${steps}`);
  if (metrics !== null) texts.push(`L0 ${metrics.l0.toFixed(1)}`, `error ${metrics.nmse.toFixed(3)}`);
  if (phase === 'train' || phase === 'harvest') texts.push(...ways(metrics));
  return texts;
}

/** Of the features, how many were worked on in another way than most. */
function ways(metrics: MetricsLine | null): string[] {
  const named = (name: string, share = 0): string[] =>
    share > 0 ? [`${name} ${Math.round(100 * share)} %`] : [];
  return [...named('dense', metrics?.denseShare), ...named('int8', metrics?.timing?.screenedShare)];
}
