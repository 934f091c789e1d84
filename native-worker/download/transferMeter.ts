/** Rate and time left of a download: the rate of the last seconds, since connections change. What was there before is not counted as speed. */

/** Long enough to be calm, short enough to follow a change. */
const WINDOW_SECONDS = 8;
/** Between two marks: a fast connection brings thousands of pieces a second. */
const MARK_SECONDS = 0.1;
/** Before so much time, a rate is a guess. */
const BELIEVED_SECONDS = 1;

export class TransferMeter {
  #marks: { seconds: number; bytes: number }[] = [];
  #fetched = 0;
  readonly #now: () => number;

  /** @param now seconds of a clock that never goes back */
  constructor(now = (): number => performance.now() / 1000) {
    this.#now = now;
    this.#mark();
  }

  /** @param bytes that came over the network since the last call */
  add(bytes: number): void {
    this.#fetched += bytes;
    this.#mark();
  }

  bytesPerSecond(): number | null {
    const first = this.#marks[0];
    const seconds = first ? this.#now() - first.seconds : 0;
    if (!first || seconds < BELIEVED_SECONDS) return null;
    return (this.#fetched - first.bytes) / seconds;
  }

  /** @param left bytes still to come */
  secondsLeft(left: number): number | null {
    const rate = this.bytesPerSecond();
    return rate === null || rate <= 0 ? null : left / rate;
  }

  #mark(): void {
    const seconds = this.#now();
    if (seconds < (this.#marks.at(-1)?.seconds ?? Number.NEGATIVE_INFINITY) + MARK_SECONDS) return;
    this.#marks.push({ seconds, bytes: this.#fetched });
    // The one at the window's edge stays, as the place to measure from.
    while ((this.#marks[1]?.seconds ?? seconds) < seconds - WINDOW_SECONDS) this.#marks.shift();
  }
}
