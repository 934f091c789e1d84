/** What the explorer keeps over a reload, and how a request of the host to show something combines with it. */
import type { FeatureSortKey } from '../../protocol/feature.ts';
import type { WebviewState } from '../../protocol/webviewMessages.ts';

export interface FeatureSort {
  key: FeatureSortKey;
  descending: boolean;
}

export type ExampleLayout = 'aligned' | 'wrapped' | 'lines';

/** A superset of the host's own state of the view, so that the host can restore the panel from it. */
export interface ExplorerState {
  view: 'explorer';
  runId: string | null;
  featureIndex: number | null;
  query: string;
  sort: FeatureSort;
  /** Scroll offset of the table, pixels. */
  scrollTop: number;
  /** Width share of the table. */
  share: number;
  layout: ExampleLayout;
  /** The last `show` of the host that was followed, as JSON: it sends it again after a reload. */
  shown: string | null;
}

const SORT_KEYS: readonly FeatureSortKey[] = [
  'index',
  'density',
  'maxActivation',
  'meanActivation',
  'group',
  'clusterSize',
];

export const INITIAL_STATE: ExplorerState = {
  view: 'explorer',
  runId: null,
  featureIndex: null,
  query: '',
  // A high max means a direction that some token fits closely: the features most worth a look come first.
  sort: { key: 'maxActivation', descending: true },
  scrollTop: 0,
  share: 0.46,
  layout: 'aligned',
  shown: null,
};

/** Reads what an earlier page kept; fields that are missing or odd get their first value. */
export function parseExplorerState(saved: Record<string, unknown> | null): ExplorerState {
  if (saved?.['view'] !== 'explorer') return INITIAL_STATE;
  const { runId, featureIndex, query, sort, scrollTop, share, layout, shown } = saved;
  return {
    view: 'explorer',
    runId: typeof runId === 'string' ? runId : null,
    featureIndex: typeof featureIndex === 'number' ? featureIndex : null,
    query: typeof query === 'string' ? query : '',
    sort: parseSort(sort),
    scrollTop: typeof scrollTop === 'number' ? scrollTop : 0,
    share: typeof share === 'number' && share >= 0.15 && share <= 0.85 ? share : INITIAL_STATE.share,
    layout: layout === 'wrapped' || layout === 'lines' ? layout : 'aligned',
    shown: typeof shown === 'string' ? shown : null,
  };
}

/**
 * The state after the host asked to show `view`. The host repeats its last `show` to a page that was made again; that one
 * was followed before, and the user has moved on since, so it changes nothing.
 */
export function afterShow(
  state: ExplorerState,
  view: Extract<WebviewState, { view: 'explorer' }>,
): ExplorerState {
  const { runId, featureIndex, query } = view;
  const shown = JSON.stringify({ runId, featureIndex, query });
  if (shown === state.shown) return state;
  const isSameRun = runId === null || runId === state.runId;
  // "Open this feature" says nothing of the list: what the user looks for in it stays.
  const nextQuery = isSameRun && query === '' && featureIndex !== null ? state.query : query;
  const keepsList = isSameRun && nextQuery === state.query;
  return {
    ...state,
    runId: runId ?? state.runId,
    featureIndex,
    query: nextQuery,
    scrollTop: keepsList ? state.scrollTop : 0,
    shown,
  };
}

function parseSort(sort: unknown): FeatureSort {
  if (typeof sort !== 'object' || sort === null) return INITIAL_STATE.sort;
  const { key, descending } = sort as Record<string, unknown>;
  const known = SORT_KEYS.find((candidate) => candidate === key);
  return known ? { key: known, descending: descending === true } : INITIAL_STATE.sort;
}
