/** Answers about features: one browser a run, one DuckDB for all of them, opened on first need within the budget. */
import path from 'node:path';
import type { EngineParams } from '../../protocol/engineMethods.ts';
import type { FeatureDetail, FeaturePage, FeaturePageRequest } from '../../protocol/feature.ts';
import type { Disposable } from '../../link/disposable.ts';
import { FeatureBrowser } from '../features/featureBrowser.ts';
import { Database } from '../features/store/database.ts';
import { readDecoder } from './readDecoder.ts';
import type { FeatureLookup } from '../inspection/rankFeatures.ts';
import type { RunStore } from '../runs/runStore.ts';
import type { EngineSetup } from './engineSetup.ts';

/** DuckDB reads small files here; more threads than this gain nothing. */
const THREADS = 2;
/** Share of the engine's budget; the rest is for the model process and the job. */
const MEMORY_SHARE = 0.25;
const DEFAULT_MEGABYTES = 1_000;

export class FeatureRequests implements Disposable {
  readonly #setup: EngineSetup;
  readonly #store: RunStore;
  /** By run id. */
  readonly #browsers = new Map<string, FeatureBrowser>();
  #database: Promise<Database> | null = null;

  constructor(setup: EngineSetup, store: RunStore) {
    this.#setup = setup;
    this.#store = store;
  }

  async page({ runId, ...request }: FeaturePageRequest): Promise<FeaturePage> {
    return (await this.#browser(runId)).page(request);
  }

  async get(runId: string, index: number): Promise<FeatureDetail> {
    return (await this.#browser(runId)).detail(index);
  }

  async annotate({ runId, index, ...change }: EngineParams<'features/annotate'>): Promise<null> {
    await (await this.#browser(runId)).annotate(index, change);
    return null;
  }

  /** What inspection needs of a run's features. @throws NoIndexError */
  async lookup(runId: string): Promise<FeatureLookup> {
    const browser = await this.#browser(runId);
    await browser.notes.refresh();
    const { table } = await browser.reader();
    return {
      maxActivation: (feature) => table.columns.maxActivation[feature] ?? 0,
      row: (feature) => {
        const note = browser.notes.get(feature);
        return table.row(feature, { label: note?.label ?? null, pinned: note?.pinned ?? false });
      },
    };
  }

  /** A deleted run's browser would go on serving what it holds in memory. */
  forget(runId: string): void {
    this.#browsers.delete(runId);
  }

  dispose(): void {
    void this.#database
      ?.then((database) => {
        database.dispose();
      })
      .catch(() => undefined);
  }

  async #browser(runId: string): Promise<FeatureBrowser> {
    const run = this.#store.get(runId);
    const known = this.#browsers.get(runId);
    if (known !== undefined) return known;
    const browser = new FeatureBrowser({
      runFolder: run.folder,
      database: await this.#openDatabase(),
      readDecoder: () => readDecoder(run.folder),
      // A shipped run lies where nobody may write.
      ...(run.readOnly ? { notesFile: path.join(this.#setup.storage.root, 'notes', `${run.id}.json`) } : {}),
    });
    this.#browsers.set(runId, browser);
    return browser;
  }

  #openDatabase(): Promise<Database> {
    const { threads, memoryMegabytes, storage } = this.#setup;
    this.#database ??= Database.open({
      threads: Math.min(THREADS, threads ?? THREADS),
      memoryMegabytes: Math.round((memoryMegabytes ?? DEFAULT_MEGABYTES / MEMORY_SHARE) * MEMORY_SHARE),
      temporaryFolder: path.join(storage.root, 'duckdb'),
    });
    return this.#database;
  }
}
