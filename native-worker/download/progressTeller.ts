/** Turns what the files of a download report into one progress, told a few times a second at most. */
import type { DownloadProgress } from '../../protocol/download.ts';
import { TransferMeter } from './transferMeter.ts';

const TELL_MS = 250;

export class ProgressTeller {
  totalBytes = 0;
  /** Of files that are whole. */
  #before = 0;
  #file = '';
  #fileBytes = 0;
  #phase: DownloadProgress['phase'] = 'checking';
  #toldAt = Number.NEGATIVE_INFINITY;
  readonly #meter = new TransferMeter();

  constructor(
    private readonly repository: string,
    private readonly folder: string,
    private readonly tell: (progress: DownloadProgress) => void,
  ) {}

  begin(file: string): void {
    this.#file = file;
    this.#fileBytes = 0;
  }

  /** @param bytes of the file that are on disk */
  at(bytes: number, phase: 'checking' | 'downloading'): void {
    // Less than before: the file began anew.
    if (phase === 'downloading') this.#meter.add(Math.max(0, bytes - this.#fileBytes));
    const isNews = phase !== this.#phase;
    this.#fileBytes = bytes;
    this.#phase = phase;
    this.#send(null, isNews);
  }

  waits(problem: string): void {
    this.#phase = 'waiting';
    this.#send(problem, true);
  }

  end(bytes: number): void {
    this.#before += bytes;
    this.#fileBytes = 0;
    this.#send(null, this.#before >= this.totalBytes);
  }

  #send(problem: string | null, isNews: boolean): void {
    const now = performance.now();
    if (!isNews && now - this.#toldAt < TELL_MS) return;
    this.#toldAt = now;
    const bytes = this.#before + this.#fileBytes;
    const { repository, folder, totalBytes } = this;
    this.tell({
      repository,
      folder,
      phase: this.#phase,
      file: this.#file,
      bytes,
      totalBytes,
      bytesPerSecond: this.#meter.bytesPerSecond(),
      secondsLeft: this.#meter.secondsLeft(totalBytes - bytes),
      problem,
    });
  }
}
