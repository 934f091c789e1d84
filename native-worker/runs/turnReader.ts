/** A reader that reads only in its turn: benchmarks let several sources take turns, and one that harvests ahead must rest in between. */
import type { ActivationReader } from '../llm/languageModel.ts';

export class TurnReader implements ActivationReader {
  readonly hookPoint: ActivationReader['hookPoint'];
  readonly device: ActivationReader['device'];
  readonly readsAtOnce: number;
  readonly #reader: ActivationReader;
  readonly #underWay = new Set<Promise<unknown>>();
  readonly #waiting: (() => void)[] = [];
  #isMyTurn = false;

  /** Owns the reader. */
  constructor(reader: ActivationReader) {
    this.hookPoint = reader.hookPoint;
    this.device = reader.device;
    this.readsAtOnce = reader.readsAtOnce ?? 1;
    this.#reader = reader;
  }

  begin(): void {
    this.#isMyTurn = true;
    for (const go of this.#waiting.splice(0)) go();
  }

  /** Resolves when nothing is being read any more. */
  async end(): Promise<void> {
    this.#isMyTurn = false;
    await Promise.allSettled(this.#underWay);
  }

  /** For `whilePaused` of a harvest. */
  async turn(): Promise<void> {
    while (!this.#isMyTurn) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  async read(batch: Parameters<ActivationReader['read']>[0]): Promise<Float32Array> {
    const reading = this.#reader.read(batch);
    this.#underWay.add(reading);
    try {
      return await reading;
    } finally {
      this.#underWay.delete(reading);
    }
  }

  dispose(): Promise<void> {
    return this.#reader.dispose();
  }
}
