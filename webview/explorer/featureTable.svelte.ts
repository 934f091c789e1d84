/** The feature list of one run under one query and order, fetched page by page. */
import type { FeaturePage, FeaturePageRequest, FeatureRow } from '../../protocol/feature.ts';
import { follow } from '../lib/follow.ts';
import { PageCache } from '../lib/pageCache.ts';
import type { FeatureSort } from './explorerState.ts';

const PAGE_SIZE = 100;
/** 6,000 rows, about 3 MB. */
const MAX_PAGES = 60;
/** Quiet time after a key stroke in the query box before the engine is asked, milliseconds. */
const QUERY_DELAY = 150;

export class FeatureTable {
  readonly runId: string;
  query = $state('');
  sort: FeatureSort = $state({ key: 'density', descending: true });
  total = $state<number | null>(null);
  /** What is wrong with the query's text, or null. */
  queryProblem = $state<string | null>(null);
  readonly #cache: PageCache<FeatureRow>;
  /** Counts changes of the cache, which is plain: every getter reads it to follow them. */
  #changes = $state(0);
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    runId: string,
    start: { query: string; sort: FeatureSort },
    fetchPage: (request: FeaturePageRequest) => Promise<FeaturePage>,
  ) {
    this.runId = runId;
    this.query = start.query;
    this.sort = start.sort;
    this.#cache = new PageCache<FeatureRow>({
      pageSize: PAGE_SIZE,
      maxPages: MAX_PAGES,
      load: async (offset, limit) => {
        const { query, sort } = this;
        const page = await fetchPage({ runId, query, sort: { ...sort }, offset, limit });
        this.total = page.total;
        this.queryProblem = page.queryProblem;
        return { rows: page.rows, matching: page.matching, version: page.indexStep };
      },
      onChange: () => this.#changes++,
    });
    this.#cache.want(0, PAGE_SIZE - 1);
  }

  /** Features that match the query; null before the first answer. */
  get matching(): number | null {
    return this.#follow().matching;
  }

  get indexStep(): number | null {
    return this.#follow().version;
  }

  get error(): unknown {
    return this.#follow().error;
  }

  /** Whether any feature fetched so far has a label of the user's. */
  get hasLabels(): boolean {
    return this.#follow().find((row) => row.label !== null) !== null;
  }

  get isLoading(): boolean {
    return this.#follow().isLoading;
  }

  row(position: number): FeatureRow | undefined {
    return this.#follow().row(position);
  }

  positionOf(index: number): number | null {
    return this.#follow().find((row) => row.index === index);
  }

  want(first: number, last: number): void {
    this.#cache.want(first, last);
  }

  setQuery(query: string): void {
    this.query = query;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#startOver();
    }, QUERY_DELAY);
  }

  setSort(sort: FeatureSort): void {
    this.sort = sort;
    this.#startOver();
  }

  change(index: number, change: Partial<FeatureRow>): void {
    this.#cache.update(
      (row) => row.index === index,
      (row) => ({ ...row, ...change }),
    );
  }

  /** Fetches the list again, from a newer index say. */
  refresh(): void {
    this.#cache.restart();
  }

  retry(): void {
    this.#cache.retry();
  }

  dispose(): void {
    clearTimeout(this.#timer);
  }

  #startOver(): void {
    this.#cache.want(0, PAGE_SIZE - 1);
    this.#cache.restart();
  }

  #follow(): PageCache<FeatureRow> {
    follow(this.#changes);
    return this.#cache;
  }
}
