/** An experiment's progress on the terminal: one line drawn again and again, or a plain line for each tenth. */
import { duration } from './format.ts';
import type { Terminal } from './terminal.ts';

export class ExperimentView {
  readonly #terminal: Terminal;
  readonly #begun = performance.now();
  #told = 0;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  /** @param done tasks, with parts of those under way */
  readonly show = (done: number, total: number, name: string): void => {
    const seconds = (performance.now() - this.#begun) / 1000;
    const share = done / Math.max(1, total);
    // The first tasks say little about the others.
    const left = share > 0.02 ? `, ${duration((seconds * (1 - share)) / share)} left` : '';
    const line = `${Math.floor(done)} of ${total} done${left} (${name})`;
    if (this.#terminal.isInteractive) this.#terminal.redraw(line);
    else if (Math.floor(share * 10) > this.#told) {
      this.#told = Math.floor(share * 10);
      this.#terminal.say(line);
    }
  };

  clear(): void {
    if (this.#terminal.isInteractive) this.#terminal.redraw('');
  }
}
