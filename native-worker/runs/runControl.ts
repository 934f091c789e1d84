/** What a job's work is allowed to do: go on, wait, or come to an end at the next safe place. */

/** Why the work was asked to end; decides the status that the run is left in. */
export type StopReason = 'user' | 'window' | 'signal';

/** Thrown out of phases that keep no state of their own when they are asked to end. */
export class StoppedError extends Error {
  override readonly name = 'StoppedError';
  readonly code = 'cancelled';
  constructor() {
    super('The run was asked to stop.');
  }
}

export class RunControl {
  readonly #abort = new AbortController();
  #reason: StopReason | null = null;
  #paused = false;
  #toldPaused = false;
  #checkpointDue = false;
  #wake: (() => void)[] = [];
  readonly #onPauseChange: (paused: boolean) => void;

  constructor(onPauseChange: (paused: boolean) => void = () => undefined) {
    this.#onPauseChange = onPauseChange;
  }

  /** Null until asked to stop. */
  get stopReason(): StopReason | null {
    return this.#reason;
  }

  /** Asked to wait, and not to stop. */
  get isPaused(): boolean {
    return this.#isHeld();
  }

  /** Aborted when asked to stop. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** The first reason stays. */
  stop(reason: StopReason): void {
    if (this.#reason !== null) return;
    this.#reason = reason;
    this.#abort.abort(new StoppedError());
    this.#wakeAll();
  }

  /** Asks for a checkpoint at the next safe place, without an end. */
  requestCheckpoint(): void {
    this.#checkpointDue = true;
  }

  /** Whether a checkpoint was asked for; asking again is needed for another. */
  takeCheckpointRequest(): boolean {
    const due = this.#checkpointDue;
    this.#checkpointDue = false;
    return due;
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    this.#wakeAll();
  }

  /**
   * Waits while paused. True: go on; false: keep what you have and end. Work calls it between any two steps, and where a harvest goes on
   * beside them also before each forward pass: the first to wait tells of the pause, the first to go on of its end.
   */
  async mayContinue(): Promise<boolean> {
    if (this.#paused && this.#reason === null) {
      this.#tell(true);
      while (this.#isHeld()) await new Promise<void>((resolve) => this.#wake.push(resolve));
      if (this.stopReason === null) this.#tell(false);
    }
    return this.#reason === null;
  }

  /** @throws StoppedError when asked to stop; waits while paused. */
  async check(): Promise<void> {
    if (!(await this.mayContinue())) throw new StoppedError();
  }

  #tell(paused: boolean): void {
    if (this.#toldPaused === paused) return;
    this.#toldPaused = paused;
    this.#onPauseChange(paused);
  }

  #isHeld(): boolean {
    return this.#paused && this.#reason === null;
  }

  #wakeAll(): void {
    const waiting = this.#wake;
    this.#wake = [];
    for (const wake of waiting) wake();
  }
}
