/** The explorer's state: which run, which list, which feature; and what the keys and buttons do to it. */
import type { FeatureDetail, FeatureRow, FeatureSortKey } from '../../protocol/feature.ts';
import type { LogitEffects } from '../../protocol/logitEffects.ts';
import type { RunSummary } from '../../protocol/run.ts';
import { errorText } from '../lib/errorText.ts';
import { host, laterSaver, savedState } from '../lib/host.ts';
import { afterShow, parseExplorerState, type ExampleLayout } from './explorerState.ts';
import { FeatureTable } from './featureTable.svelte.ts';

export type Annotation = { label: string | null } | { note: string | null } | { pinned: boolean };

export class ExplorerModel {
  runs = $state.raw<RunSummary[] | null>(null);
  runsProblem = $state<string | null>(null);
  table = $state.raw<FeatureTable | null>(null);
  detail = $state.raw<FeatureDetail | null>(null);
  detailProblem = $state<string | null>(null);
  /** What the last thing asked of the host failed with. */
  failure = $state<string | null>(null);
  /** The table's cursor, a position in the list. */
  active = $state(0);
  /** What survives a reload. */
  kept = $state(parseExplorerState(savedState()));
  /** Counts lists made anew, for the view to scroll back to the top. */
  listChanges = $state(0);
  readonly run = $derived(this.runs?.find((run) => run.id === this.kept.runId) ?? null);
  /** Step of an index newer than the one shown, or null. */
  readonly newerIndexStep = $derived.by(() => {
    const [shown, newest] = [this.table?.indexStep ?? null, this.run?.indexStep ?? null];
    return shown !== null && newest !== null && newest > shown ? newest : null;
  });
  /** The run for which direct logit effects were asked of the model: its other features then show theirs unasked. */
  #computesEffectsOf = $state<string | null>(null);
  readonly computesEffects = $derived(
    this.#computesEffectsOf !== null && this.#computesEffectsOf === this.kept.runId,
  );
  readonly #saveLater = laterSaver(200);
  #detailRequest = 0;

  start(): void {
    host.onShow((view) => {
      if (view.view !== 'explorer') return;
      this.kept = afterShow(this.kept, view);
      if (this.runs) this.#followKept();
    });
    host.onNotification('runs/changed', (run) => {
      this.#replaceRun(run);
    });
    host.onNotification('runs/deleted', ({ runId }) => {
      this.runs = this.runs?.filter(({ id }) => id !== runId) ?? null;
      if (runId === this.kept.runId) this.#followKept();
    });
    host.onNotification('runs/progress', ({ runId, progress }) => {
      const run = this.runs?.find(({ id }) => id === runId);
      if (run) this.#replaceRun({ ...run, progress });
    });
    host.ready();
    void this.loadRuns();
  }

  save(): void {
    this.#saveLater($state.snapshot(this.kept));
  }

  /** Does something whose failure is told above the list. */
  async attempt(action: () => Promise<unknown>): Promise<void> {
    this.failure = null;
    try {
      await action();
    } catch (error) {
      this.failure = errorText(error);
    }
  }

  togglePin(): void {
    const row = this.detail?.row;
    if (row) void this.attempt(() => this.annotate(row.index, { pinned: !row.pinned }));
  }

  async loadRuns(): Promise<void> {
    this.runsProblem = null;
    try {
      this.runs = await host.request('runs/list', null);
    } catch (error) {
      this.runsProblem = errorText(error);
      return;
    }
    this.kept.runId ??= this.#defaultRun()?.id ?? null;
    this.#followKept();
  }

  chooseRun(runId: string): void {
    if (runId === this.kept.runId) return;
    this.kept = { ...this.kept, runId, featureIndex: null, scrollTop: 0 };
    this.#followKept();
  }

  setQuery(query: string): void {
    this.kept.query = query;
    this.kept.scrollTop = 0;
    this.table?.setQuery(query);
    this.#backToTop();
  }

  /** Numbers begin with the largest, the index with the smallest; a second click turns the order round. */
  sortBy(key: FeatureSortKey): void {
    const { sort } = this.kept;
    const descending = sort.key === key ? !sort.descending : key !== 'index' && key !== 'group';
    this.kept.sort = { key, descending };
    this.kept.scrollTop = 0;
    this.table?.setSort({ key, descending });
    this.#backToTop();
  }

  setLayout(layout: ExampleLayout): void {
    this.kept.layout = layout;
  }

  openAt(position: number): void {
    const row = this.table?.row(position);
    if (row) this.open(row.index);
  }

  open(index: number): void {
    const position = this.table?.positionOf(index) ?? null;
    if (position !== null) this.active = position;
    if (this.kept.featureIndex === index && this.detail) return;
    this.kept.featureIndex = index;
    void this.loadDetail();
  }

  /** The feature before or after in the list, or by index when the open one is not in the part of the list fetched. */
  step(direction: 1 | -1): void {
    const { featureIndex } = this.kept;
    if (featureIndex === null || !this.table) return;
    const position = this.table.positionOf(featureIndex);
    const next = position === null ? undefined : this.table.row(position + direction);
    if (next) {
      this.open(next.index);
      return;
    }
    const index = featureIndex + direction;
    if (position === null && index >= 0 && index < (this.run?.request.sae.dSae ?? 0)) this.open(index);
  }

  async loadDetail(): Promise<void> {
    const { runId, featureIndex } = this.kept;
    const request = ++this.#detailRequest;
    this.detailProblem = null;
    if (runId === null || featureIndex === null) {
      this.detail = null;
      return;
    }
    try {
      const detail = await host.request('features/get', { runId, index: featureIndex });
      if (request === this.#detailRequest) this.detail = detail;
    } catch (error) {
      if (request !== this.#detailRequest) return;
      this.detail = null;
      this.detailProblem = errorText(error);
    }
  }

  /** Direct logit effects of a feature whose index is older than they are; throws what the engine says. */
  async computeEffects(index: number): Promise<LogitEffects> {
    const { runId } = this.kept;
    if (runId === null) return { kind: 'notIndexed' };
    const effects = await host.request('features/logitEffects', { runId, index });
    this.#computesEffectsOf = runId;
    return effects;
  }

  /** Saves a label, a note or a pin; throws what the engine says. */
  async annotate(index: number, annotation: Annotation): Promise<void> {
    const { table } = this;
    if (!table) return;
    await host.request('features/annotate', { runId: table.runId, index, ...annotation });
    const { detail } = this;
    if ('note' in annotation) {
      if (detail?.row.index === index) this.detail = { ...detail, note: annotation.note };
      return;
    }
    table.change(index, annotation satisfies Partial<FeatureRow>);
    if (detail?.row.index === index) this.detail = { ...detail, row: { ...detail.row, ...annotation } };
  }

  /** Shows the newest index. */
  refresh(): void {
    this.table?.refresh();
    void this.loadDetail();
  }

  #followKept(): void {
    const { run, table } = this;
    if (!run || run.indexStep === null) {
      table?.dispose();
      this.table = null;
      this.detail = null;
      return;
    }
    const isSameRun = table?.runId === run.id;
    if (!isSameRun) {
      table?.dispose();
      const { query, sort } = this.kept;
      this.table = new FeatureTable(run.id, { query, sort }, (request) =>
        host.request('features/page', request),
      );
      this.active = 0;
      this.detail = null;
    } else if (table.query !== this.kept.query) {
      table.setQuery(this.kept.query);
      this.#backToTop();
    }
    const { featureIndex } = this.kept;
    const isShown = isSameRun && this.detail?.row.index === featureIndex;
    if (!isShown) void this.loadDetail();
  }

  #replaceRun(changed: RunSummary): void {
    if (!this.runs) return;
    const isKnown = this.runs.some((run) => run.id === changed.id);
    this.runs = isKnown
      ? this.runs.map((run) => (run.id === changed.id ? changed : run))
      : [changed, ...this.runs];
    this.kept.runId ??= changed.id;
    // Its first index: there is something to browse now.
    if (!this.table && changed.id === this.kept.runId) this.#followKept();
  }

  /** The newest run with features, else the newest. */
  #defaultRun(): RunSummary | undefined {
    const newestFirst = [...(this.runs ?? [])].sort((a, b) => b.createdAt.localeCompare(a.createdAt));
    return newestFirst.find((run) => run.indexStep !== null) ?? newestFirst[0];
  }

  #backToTop(): void {
    this.active = 0;
    this.listChanges++;
  }
}
