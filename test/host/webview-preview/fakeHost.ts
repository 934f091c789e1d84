/**
 * Stands in for VS Code in the preview page: answers a view's requests from sample data. The page's address says what to
 * show (`?view=…&scenario=…`); what the view asked of the host lies in `previewLog` for tests to read.
 */
import type { GenerateRequest } from '../../../protocol/generation.ts';
import type { FromWebview, ToWebview, WebviewState } from '../../../protocol/webviewMessages.ts';
import { SampleFeatures } from './sampleFeatures.ts';
import { experimentState, sampleRequest } from './sampleExperiments.ts';
import { sampleGeneration } from './sampleGeneration.ts';
import { sampleInspection } from './sampleInspection.ts';
import {
  metricsAt,
  RIVALS,
  rivalMetrics,
  rivalRun,
  sampleMetrics,
  sampleRun,
  trainingRun,
} from './sampleRuns.ts';

/** What this file uses of a browser's window; the tests' type check has no DOM. */
interface PreviewWindow {
  location: { search: string };
  sessionStorage: { getItem(key: string): string | null; setItem(key: string, value: string): void };
  dispatchEvent(event: Event): boolean;
  acquireVsCodeApi(): unknown;
  previewLog: FromWebview[];
  previewSend(message: ToWebview): void;
  previewIndexStep(step: number): void;
}
const page = globalThis as unknown as PreviewWindow;

const address = new URLSearchParams(page.location.search);
const scenario = address.get('scenario') ?? 'normal';
const view = address.get('view') ?? 'explorer';
const DELAY = 15;

const features = new SampleFeatures(scenario === 'normal' ? undefined : 4000);
/** Set where the scenario is named after an algorithm without groups. */
const rival = Object.values(RIVALS).find(({ algorithm }) => algorithm === scenario);
const runs = runsOf(scenario);

page.previewLog = [];
page.previewSend = (message) => {
  page.dispatchEvent(new MessageEvent('message', { data: message }));
};
page.previewIndexStep = (step) => {
  features.indexStep = step;
  const [run] = runs;
  if (run)
    page.previewSend({ kind: 'notification', method: 'runs/changed', params: { ...run, indexStep: step } });
};
page.acquireVsCodeApi = () => ({
  postMessage: (message: FromWebview) => {
    page.previewLog.push(structuredClone(message));
    setTimeout(() => {
      answer(message);
    }, DELAY);
  },
  getState: (): unknown => JSON.parse(page.sessionStorage.getItem(`state-${view}`) ?? 'null'),
  setState: (state: unknown) => {
    page.sessionStorage.setItem(`state-${view}`, JSON.stringify(state));
  },
});

function runsOf(name: string) {
  if (name === 'empty') return [];
  if (view === 'training') {
    if (name === 'failed')
      return [
        trainingRun(
          'failed',
          'The disk is full: 1.2 GB are needed in /home/ada/runs, 310 MB are free. Free some space, then choose Resume.',
        ),
      ];
    if (rival) return [rivalRun(rival)];
    return [trainingRun(name === 'paused' ? 'paused' : 'running')];
  }
  if (name === 'unindexed') return [trainingRun('running')];
  if (rival) return [{ ...rivalRun(rival), status: 'finished' as const, indexStep: 3000 }];
  return [sampleRun('compiler-mlp13', 'finished'), sampleRun('starter', 'finished', { readOnly: true })];
}

function stateOf(): WebviewState {
  if (view === 'training') return { view: 'training', runId: 'compiler-mlp13' };
  if (view === 'experiment')
    return {
      view: 'experiment',
      folder: '/storage/experiments/recovery-20261122-184003',
      request: scenario === 'unknown' ? null : sampleRequest,
    };
  if (view === 'inspector') {
    const result =
      scenario === 'empty' || scenario === 'failed'
        ? null
        : sampleInspection(scenario === 'no-sae' ? null : features);
    const problem =
      scenario === 'failed'
        ? 'The model process ended: out of memory. Choose a smaller model, or close other programs.'
        : null;
    return { view: 'inspector', result, featureIndex: null, problem };
  }
  if (view === 'steering')
    return {
      view: 'steering',
      runId: 'compiler-mlp13',
      featureIndex: scenario === 'bare' ? null : 311,
      prompt: scenario === 'bare' ? null : 'export function readConfig(file: string)',
    };
  const featureIndex = Number(address.get('feature') ?? 'NaN');
  return {
    view: 'explorer',
    runId: null,
    featureIndex: Number.isNaN(featureIndex) ? null : featureIndex,
    query: address.get('query') ?? '',
  };
}

function answer(message: FromWebview): void {
  if (message.kind === 'ready') {
    // A page made again restores itself, as in VS Code.
    if (page.sessionStorage.getItem('quiet') !== null) return;
    page.previewSend({ kind: 'show', view: stateOf() });
    return;
  }
  const { id } = message;
  if (message.kind === 'hostRequest') {
    page.previewSend({ kind: 'reply', id, ok: true, result: null });
    return;
  }
  if (message.method === 'generate/start') {
    void sampleGeneration(message.params as GenerateRequest, scenario, (sent) => {
      page.previewSend(sent);
    }).then((reply) => {
      page.previewSend({ kind: 'reply', id, ...reply });
    });
    return;
  }
  try {
    page.previewSend({ kind: 'reply', id, ok: true, result: resultOf(message.method, message.params) });
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    const code = text.includes('holds no report') ? 'notFound' : 'internal';
    page.previewSend({ kind: 'reply', id, ok: false, code, message: text });
  }
}

function resultOf(method: string, params: unknown): unknown {
  const given = params as Record<string, unknown> | null;
  if (scenario === 'unreadable' || (scenario === 'failed' && view === 'explorer'))
    throw new Error(
      'The engine could not be started: node was not found. Set "monosema.nodePath", then try again.',
    );
  switch (method) {
    case 'runs/list':
      return runs;
    case 'runs/get':
      return runs.find((run) => run.id === given?.['runId']);
    case 'runs/metrics':
      return sampleMetrics(scenario === 'starting' ? 0 : 1340).map((line) =>
        rival ? rivalMetrics(line, rival) : line,
      );
    case 'experiments/get':
      return experimentState(scenario);
    case 'generate/stop':
      return null;
    case 'features/page':
      return features.page(params as Parameters<SampleFeatures['page']>[0]);
    case 'features/get':
      return features.detail(given?.['index'] as number);
    case 'features/annotate': {
      const { index, note, label, pinned } = given as {
        index: number;
        note?: string;
        label?: string;
        pinned?: boolean;
      };
      if (label === 'refuse')
        throw new Error('notes.json cannot be written: the disk is full. Free some space.');
      const row = features.rows[index];
      if (row && label !== undefined) row.label = label;
      if (row && pinned !== undefined) row.pinned = pinned;
      if (note !== undefined) features.notes.set(index, note);
      return null;
    }
    default:
      throw new Error(`The preview does not answer ${method}.`);
  }
}

if (view === 'training' && scenario === 'live') {
  let step = 1340;
  setInterval(() => {
    step += 20;
    page.previewSend({
      kind: 'notification',
      method: 'runs/metricsAdded',
      params: { runId: 'compiler-mlp13', line: metricsAt(step) },
    });
  }, 100);
}
