/**
 * Rows of a long list, fetched a page at a time as they come into view.
 * At most two requests are under way; pages scrolled past before their turn are never asked for. After `restart` the old rows
 * stay until the first new page is there, so that a changed query does not blank the view.
 */

export interface RowPage<Row> {
  rows: Row[];
  /** Rows in the whole list. */
  matching: number;
  /** Pages of different versions never mix: a new version drops what is there. */
  version: number;
}

export interface PageCacheOptions<Row> {
  pageSize: number;
  /** Pages kept; the ones farthest from view go first. */
  maxPages: number;
  load: (offset: number, limit: number) => Promise<RowPage<Row>>;
  /** After anything visible changed. */
  onChange: () => void;
}

const MAX_IN_FLIGHT = 2;

export class PageCache<Row> {
  readonly #options: PageCacheOptions<Row>;
  readonly #pages = new Map<number, Row[]>();
  readonly #inFlight = new Set<number>();
  #wanted: { first: number; last: number } = { first: 0, last: 0 };
  #generation = 0;
  #isStale = false;
  #matching: number | null = null;
  #version: number | null = null;
  #error: unknown = null;

  constructor(options: PageCacheOptions<Row>) {
    this.#options = options;
  }

  /** Rows in the list; null until the first page is there. */
  get matching(): number | null {
    return this.#matching;
  }

  get version(): number | null {
    return this.#version;
  }

  /** What the last request failed with; nothing more is asked for until `retry` or `restart`. */
  get error(): unknown {
    return this.#error;
  }

  get isLoading(): boolean {
    return this.#inFlight.size > 0;
  }

  row(position: number): Row | undefined {
    const { pageSize } = this.#options;
    return this.#pages.get(Math.floor(position / pageSize))?.[position % pageSize];
  }

  /** Position of a row among those fetched, or null. */
  find(matches: (row: Row) => boolean): number | null {
    for (const [page, rows] of this.#pages) {
      const within = rows.findIndex(matches);
      if (within >= 0) return page * this.#options.pageSize + within;
    }
    return null;
  }

  /** Replaces a row in place (an edited label, say). */
  update(matches: (row: Row) => boolean, change: (row: Row) => Row): void {
    for (const rows of this.#pages.values())
      for (const [i, row] of rows.entries()) if (matches(row)) rows[i] = change(row);
    this.#options.onChange();
  }

  /** Says which positions are in view, `last` included. */
  want(first: number, last: number): void {
    const { pageSize } = this.#options;
    this.#wanted = {
      first: Math.floor(Math.max(0, first) / pageSize),
      last: Math.floor(Math.max(0, last) / pageSize),
    };
    this.#fill();
  }

  /** Forgets everything and fetches again what is in view. */
  restart(): void {
    this.#generation++;
    this.#inFlight.clear();
    this.#isStale = true;
    this.#error = null;
    this.#fill();
    this.#options.onChange();
  }

  retry(): void {
    this.#error = null;
    this.#fill();
    this.#options.onChange();
  }

  #fill(): void {
    if (this.#error !== null) return;
    for (let page = this.#wanted.first; page <= this.#wanted.last; page++) {
      if (this.#inFlight.size >= MAX_IN_FLIGHT) return;
      if (this.#isMissing(page)) void this.#request(page);
    }
  }

  #isMissing(page: number): boolean {
    if (this.#inFlight.has(page)) return false;
    if (this.#isStale) return true;
    if (this.#pages.has(page)) return false;
    return this.#matching === null || page * this.#options.pageSize < this.#matching;
  }

  async #request(page: number): Promise<void> {
    const generation = this.#generation;
    const { pageSize, load } = this.#options;
    this.#inFlight.add(page);
    try {
      const result = await load(page * pageSize, pageSize);
      if (generation !== this.#generation) return;
      this.#inFlight.delete(page);
      this.#store(page, result);
    } catch (error) {
      if (generation !== this.#generation) return;
      this.#inFlight.delete(page);
      this.#error = error ?? new Error('rejected without a reason');
    }
    this.#options.onChange();
    this.#fill();
  }

  #store(page: number, result: RowPage<Row>): void {
    if (this.#isStale || (this.#version !== null && result.version !== this.#version)) this.#pages.clear();
    this.#isStale = false;
    this.#version = result.version;
    this.#matching = result.matching;
    this.#pages.set(page, result.rows);
    this.#evict();
  }

  #evict(): void {
    const middle = (this.#wanted.first + this.#wanted.last) / 2;
    const byDistance = [...this.#pages.keys()].sort((a, b) => Math.abs(b - middle) - Math.abs(a - middle));
    for (const page of byDistance.slice(0, Math.max(0, this.#pages.size - this.#options.maxPages)))
      this.#pages.delete(page);
  }
}
