/** One opened thing by its key; another key closes it first. */
export class Kept<T> {
  readonly #close: (value: T) => Promise<void>;
  #key: string | null = null;
  #value: T | null = null;

  constructor(close: (value: T) => Promise<void>) {
    this.#close = close;
  }

  async get(key: string, open: () => Promise<T>): Promise<T> {
    if (this.#value !== null && this.#key === key) return this.#value;
    await this.close();
    const value = await open();
    this.#value = value;
    this.#key = key;
    return value;
  }

  async close(): Promise<void> {
    const old = this.#value;
    this.#value = null;
    if (old !== null) await this.#close(old);
  }
}
