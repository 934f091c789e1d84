/** What webviews and the extension host say to each other. Webviews reach the engine only through these. */
import type { EngineMethod, EngineNotifications, EngineParams } from './engineMethods.ts';

/** Engine methods that webviews may call; the host passes them on. */
export const WEBVIEW_ENGINE_METHODS = [
  'runs/list',
  'runs/get',
  'runs/metrics',
  'runs/evaluation',
  'runs/cancelEvaluation',
  'features/page',
  'features/get',
  'features/logitEffects',
  'features/annotate',
  'experiments/get',
  'models/open',
  'models/tensors',
  'generate/start',
  'generate/stop',
] as const satisfies readonly EngineMethod[];
export type WebviewEngineMethod = (typeof WEBVIEW_ENGINE_METHODS)[number];

/** Asks of the host itself. */
export interface HostRequests {
  /** Opens the source document of an example and selects the range. */
  'host/openSource': {
    params: { runId: string; source: string; range: { start: number; end: number } | null };
    result: null;
  };
  /** Colours the tokens of the inspected editor by one feature; null clears. */
  'host/highlightFeature': { params: { featureIndex: number | null }; result: null };
  /** Which features raised a token of the inspected text; the editor's text must be the one that was inspected. */
  'host/attribute': {
    params: Pick<import('./attribution.ts').AttributionRequest, 'token' | 'asked' | 'scope'>;
    result: import('./attribution.ts').AttributionResult;
  };
  'host/openFeature': { params: { runId: string; index: number }; result: null };
  /** Puts text behind the selection of the text editor that was used last, as one edit. */
  'host/insertText': { params: { text: string }; result: null };
  'host/copy': { params: { text: string }; result: null };
  'host/executeCommand': { params: { command: string; args: unknown[] }; result: null };
}

export type HostMethod = keyof HostRequests;

export type FromWebview =
  | { kind: 'ready' }
  | { kind: 'request'; id: number; method: WebviewEngineMethod; params: EngineParams<WebviewEngineMethod> }
  | { kind: 'hostRequest'; id: number; method: HostMethod; params: HostRequests[HostMethod]['params'] };

export type ToWebview =
  | { kind: 'show'; view: WebviewState }
  | { kind: 'reply'; id: number; ok: true; result: unknown }
  | { kind: 'reply'; id: number; ok: false; code: string; message: string }
  | { kind: 'notification'; method: keyof EngineNotifications; params: unknown };

/** What a view shows; kept by the webview's own state, so that it comes back after a reload. */
export type WebviewState =
  | { view: 'explorer'; runId: string | null; featureIndex: number | null; query: string }
  | { view: 'training'; runId: string }
  | {
      view: 'hookPicker';
      /** Of the model. */
      folder: string;
      /** Chosen before; several are marked, one is where the cursor begins. */
      hookPoints: string[];
      recommended: string | null;
      /** Whether steps of a command wait for the choice; else it begins a training. */
      inFlow: boolean;
    }
  /** `featureIndex` is added to those that steer, `prompt` takes the place of the one that stands there; null leaves them. */
  | { view: 'steering'; runId: string; featureIndex: number | null; prompt: string | null }
  /** `request` lets an experiment whose report was never written be run again. */
  | {
      view: 'experiment';
      folder: string;
      request: import('./experimentRun.ts').SyntheticRequest | null;
    }
  | {
      view: 'inspector';
      result: import('./inspection.ts').InspectResult | null;
      featureIndex: number | null;
      problem: string | null;
    };
