/** A download's progress: one line drawn again and again on a terminal, a plain line now and then elsewhere. */
import type { DownloadProgress } from '../../protocol/download.ts';
import { bytes, duration } from './format.ts';
import { bar } from './progressView.ts';
import type { Terminal } from './terminal.ts';

/** Without a terminal: a line each so many percent. */
const PLAIN_STEP = 0.1;

export class DownloadView {
  readonly #terminal: Terminal;
  #told = -1;
  #problem: string | null = null;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  readonly show = (progress: DownloadProgress): void => {
    if (this.#terminal.isInteractive) {
      this.#terminal.redraw(downloadLine(progress, this.#terminal.columns - 1));
      return;
    }
    const fraction = fractionOf(progress);
    const isNews = progress.problem !== null && progress.problem !== this.#problem;
    if (!isNews && fraction < this.#told + PLAIN_STEP && !(fraction === 1 && this.#told < 1)) return;
    this.#told = fraction;
    this.#problem = progress.problem;
    this.#terminal.say(partsOf(progress).join('  '));
  };

  end(): void {
    if (this.#terminal.isInteractive) this.#terminal.redraw('');
  }
}

/** As much of the parts as fits, the most wanted first. */
export function downloadLine(progress: DownloadProgress, columns: number): string {
  let line = bar(fractionOf(progress));
  for (const part of partsOf(progress)) {
    const longer = `${line}  ${part}`;
    if (longer.length > columns) break;
    line = longer;
  }
  return line;
}

function partsOf(progress: DownloadProgress): string[] {
  const { phase, file, bytes: done, totalBytes, bytesPerSecond, secondsLeft, problem } = progress;
  const percent = `${String(Math.floor(fractionOf(progress) * 100)).padStart(3)} %`;
  const texts = [percent, `${bytes(done)} of ${bytes(totalBytes)}`];
  if (problem !== null) return [...texts, problem];
  if (phase === 'checking') return [...texts, `checking what is there of ${file}`];
  if (bytesPerSecond !== null && bytesPerSecond > 0) texts.push(`${bytes(bytesPerSecond)}/s`);
  if (secondsLeft !== null && done < totalBytes) texts.push(`${duration(secondsLeft)} left`);
  return [...texts, file];
}

function fractionOf({ bytes: done, totalBytes }: DownloadProgress): number {
  return totalBytes > 0 ? Math.min(1, done / totalBytes) : 1;
}
