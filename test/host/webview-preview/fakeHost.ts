/**
 * Stands in for VS Code in the preview page: answers a view's requests from sample data. The page's address says what to
 * show (`?view=…&scenario=…`); what the view asked of the host lies in `previewLog` for tests to read.
 */
import type { AttributionScope } from '../../../protocol/attribution.ts';
import type { GenerateRequest } from '../../../protocol/generation.ts';
import type { FromWebview, ToWebview, WebviewState } from '../../../protocol/webviewMessages.ts';
import { logitEffectsOf, SampleFeatures } from './sampleFeatures.ts';
import { experimentState, sampleRequest } from './sampleExperiments.ts';
import { sampleAttribution } from './sampleAttribution.ts';
import { sampleGeneration } from './sampleGeneration.ts';
import { EVALUATION_SCENARIOS, sampleEvaluation } from './sampleEvaluation.ts';
import { sampleInspection } from './sampleInspection.ts';
import { SAMPLE_MODEL_FOLDER, sampleModel, sampleTensors } from './sampleModels.ts';
import {
  metricsAt,
  RIVALS,
  rivalMetrics,
  importedRun,
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
if (['old-index', 'lost-model'].includes(scenario)) features.effects = { kind: 'notIndexed' };
if (scenario === 'other-hook') features.effects = { kind: 'none', reason: 'width' };
const evaluatedRun = sampleRun('compiler-mlp13', 'finished', {
  progress: {
    phase: 'done',
    fraction: 1,
    step: 3000,
    steps: 3000,
    tokens: 6_144_000,
    tokensPerSecond: null,
    secondsLeft: null,
  },
});
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
    if (EVALUATION_SCENARIOS.includes(name)) return [evaluatedRun];
    if (rival) return [rivalRun(rival)];
    if (name === 'imported') return [importedRun()];
    return [trainingRun(name === 'paused' ? 'paused' : 'running')];
  }
  if (name === 'unindexed') return [trainingRun('running')];
  if (rival) return [{ ...rivalRun(rival), status: 'finished' as const, indexStep: 3000 }];
  return [sampleRun('compiler-mlp13', 'finished'), sampleRun('starter', 'finished', { readOnly: true })];
}

function stateOf(): WebviewState {
  if (view === 'training')
    return { view: 'training', runId: scenario === 'imported' ? 'average-l0-82' : 'compiler-mlp13' };
  if (view === 'experiment')
    return {
      view: 'experiment',
      folder: '/storage/experiments/recovery-20261122-184003',
      request: scenario === 'unknown' ? null : sampleRequest,
    };
  if (view === 'hookPicker') {
    const recommended = scenario === 'no-stream' ? null : scenario === 'deep' ? 53 : 20;
    const at = (layer: number) => `blocks.${layer}.hook_resid_post`;
    const several = [at(10), at(20), 'tensor:/model/layers.4/mlp/gate_proj/MatMul_output_0'];
    return {
      view: 'hookPicker',
      folder: SAMPLE_MODEL_FOLDER,
      hookPoints: scenario === 'several' ? several : recommended === null ? [] : [at(recommended)],
      recommended: recommended === null ? null : at(recommended),
      inFlow: scenario === 'several',
    };
  }
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
  if (message.kind === 'hostRequest' && message.method === 'host/attribute') {
    if (scenario === 'slow') return;
    const { scope } = message.params as { scope: AttributionScope };
    page.previewSend({ kind: 'reply', id, ok: true, result: sampleAttribution(features, scope) });
    return;
  }
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
    case 'models/open':
      if (scenario === 'failed') throw new Error('onnx/model.onnx is no whole ONNX file. Download it again.');
      return sampleModel(scenario);
    case 'models/tensors':
      return sampleTensors(typeof given?.['text'] === 'string' ? given['text'] : '');
    case 'runs/get':
      return runs.find((run) => run.id === given?.['runId']);
    case 'runs/metrics':
      return sampleMetrics(scenario === 'starting' ? 0 : 1340).map((line) =>
        rival ? rivalMetrics(line, rival) : line,
      );
    case 'runs/evaluation':
      return sampleEvaluation(String(given?.['runId']), scenario);
    case 'runs/cancelEvaluation':
      return null;
    case 'experiments/get':
      return experimentState(scenario);
    case 'generate/stop':
      return null;
    case 'features/page':
      return features.page(params as Parameters<SampleFeatures['page']>[0]);
    case 'features/get':
      return features.detail(given?.['index'] as number);
    case 'features/logitEffects':
      if (scenario === 'lost-model')
        throw new Error('there is nothing at /home/ada/models/SmolLM2-135M. Choose another folder.');
      return logitEffectsOf(given?.['index'] as number);
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
