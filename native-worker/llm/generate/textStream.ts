/**
 * Text from tokens as they come: half a character waits for its other half, and what may be the beginning of a stop string waits until it
 * is one or is not. What was given out is never taken back.
 */
export class TextStream {
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  readonly #stops: readonly string[];
  #waiting = '';
  #isStopped = false;

  /** @param stops the text ends before the first that appears; empty ones are none */
  constructor(stops: readonly string[]) {
    this.#stops = stops.filter((stop) => stop !== '');
  }

  /** True from the token on that completes a stop string. */
  get isStopped(): boolean {
    return this.#isStopped;
  }

  /** The text that is now certain. Bytes that are no UTF-8 come as U+FFFD. */
  add(bytes: Uint8Array): string {
    if (this.#isStopped) return '';
    this.#waiting += this.#decoder.decode(bytes, { stream: true });
    const found = this.#stops.map((stop) => this.#waiting.indexOf(stop)).filter((at) => at >= 0);
    if (found.length > 0) {
      this.#isStopped = true;
      return this.#give(Math.min(...found));
    }
    return this.#give(this.#waiting.length - this.#held());
  }

  /** What still waited; half a character at the very end is left out. */
  end(): string {
    return this.#isStopped ? '' : this.#give(this.#waiting.length);
  }

  #give(length: number): string {
    const given = this.#waiting.slice(0, length);
    this.#waiting = this.#waiting.slice(length);
    return given;
  }

  /** UTF-16 units at the end that begin a stop string. */
  #held(): number {
    const longest = Math.max(0, ...this.#stops.map((stop) => stop.length - 1));
    for (let length = Math.min(longest, this.#waiting.length); length > 0; length--) {
      const end = this.#waiting.slice(-length);
      if (this.#stops.some((stop) => stop.startsWith(end))) return length;
    }
    return 0;
  }
}
