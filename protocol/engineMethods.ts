/** Everything the extension host (or the CLI) may ask of the engine. Call and result types derive from this table. */
import type { AttributionRequest, AttributionResult } from './attribution.ts';
import type { CorpusSpec } from './corpus.ts';
import type { DeviceReport } from './device.ts';
import type { DeviceCheck } from './deviceCheck.ts';
import type { EvaluateRunRequest, RunEvaluation } from './evaluation.ts';
import type {
  DownloadedModel,
  DownloadProgress,
  DownloadRequest,
  InspectRepositoryRequest,
  ModelOffer,
  RepositoryListing,
} from './download.ts';
import type {
  ExperimentRun,
  ExperimentState,
  StoredReport,
  SyntheticOffer,
  SyntheticRequest,
} from './experimentRun.ts';
import type { FeatureDetail, FeaturePage, FeaturePageRequest } from './feature.ts';
import type { ForeignSaeReport, ImportRequest } from './foreignSae.ts';
import type { GenerateProgress, GenerateRequest, GenerateResult } from './generation.ts';
import type { InspectRequest, InspectResult } from './inspection.ts';
import type { LogitEffects } from './logitEffects.ts';
import type { ModelSummary } from './model.ts';
import type { MetricsLine, RunProgress, RunSummary, SaeExport } from './run.ts';
import type { TensorSearch } from './tensorSearch.ts';
import type { GbaPreset, PresetAlgorithm, SizePreset, TrainRequest, TrainingEstimate } from './training.ts';

export interface EngineRequests {
  'engine/describe': { params: null; result: { version: string; storage: string; runtime: string } };
  'devices/probe': { params: null; result: DeviceReport[] };
  /** Every algorithm beside the reference, and speeds; takes up to a minute. */
  'devices/check': { params: { device: DeviceCheck['device'] }; result: DeviceCheck };
  /** The starter model and those of the folders; of the downloaded ones where no folder is named. */
  'models/list': { params: { folders: string[] }; result: ModelSummary[] };
  'models/open': { params: { folder: string }; result: ModelSummary };
  /** The short list of models that can be downloaded; asks nobody. */
  'download/offers': { params: null; result: ModelOffer[] };
  /** Folders of the models that were downloaded into the storage. */
  'download/list': { params: null; result: string[] };
  /** Asks the hub. */
  'download/inspect': { params: InspectRepositoryRequest; result: RepositoryListing };
  /** Resolves when the model is there, whole and checked; a cancelled one goes on when it is asked for again. */
  'download/start': { params: DownloadRequest; result: DownloadedModel };
  /** Of the downloads of this engine, those into this folder. */
  'download/cancel': { params: { folder: string }; result: null };
  /** Tensors that are no named hook point, by parts of their names; likely ones for an empty text. */
  'models/tensors': { params: { folder: string; text: string }; result: TensorSearch };
  'training/preset': {
    /**
     * `preset` is `recommended` when left out; it is GBA's and BA's. `algorithm` is `gba` when left out. The sizes replace those of `size`;
     * all that presets derive from them (warm-ups, windows) follows.
     */
    params: {
      modelFolder: string;
      hookPoint: string;
      corpus: CorpusSpec;
      size: SizePreset;
      preset?: GbaPreset;
      algorithm?: PresetAlgorithm;
      dSae?: number;
      trainingTokens?: number;
      batchTokens?: number;
    };
    result: { request: TrainRequest; estimate: TrainingEstimate };
  };
  /** As `training/preset`, for runs that are trained together from one pass of the model; the estimate is for all of them. */
  'training/presetTogether': {
    params: Omit<EngineRequests['training/preset']['params'], 'hookPoint'> & { hookPoints: string[] };
    result: { requests: TrainRequest[]; estimate: TrainingEstimate };
  };
  /**
   * Starts a run for each request, harvested in one pass of the model and trained one after the other in this order. The requests differ in
   * their hook points and in what follows from those; a name of theirs is given the hook point behind it.
   */
  'training/startTogether': { params: { requests: TrainRequest[] }; result: RunSummary[] };
  'training/start': { params: TrainRequest; result: RunSummary };
  /** What an SAE made elsewhere says of itself, and how it fits a model; null where none was chosen yet. */
  'imports/read': { params: { path: string; modelFolder: string | null }; result: ForeignSaeReport };
  /** Takes it over as a run of its own, which is then indexed. */
  'imports/start': { params: ImportRequest; result: RunSummary };
  'runs/list': { params: null; result: RunSummary[] };
  'runs/get': { params: { runId: string }; result: RunSummary };
  'runs/metrics': { params: { runId: string; sinceStep: number }; result: MetricsLine[] };
  'runs/pause': { params: { runId: string }; result: null };
  'runs/resume': { params: { runId: string }; result: RunSummary };
  'runs/stop': { params: { runId: string }; result: null };
  'runs/keepRunning': { params: { runId: string; keep: boolean }; result: null };
  'runs/delete': { params: { runId: string }; result: null };
  /** Writes the run's SAE as a SAELens folder, which must be new or empty; `mergeTwins` is a cosine, null for the SAE as it is. */
  'runs/export': {
    params: { runId: string; folder: string; mergeTwins: number | null };
    result: SaeExport;
  };
  /** What the run's SAE costs its model, as last measured, and whether it is being measured. */
  'runs/evaluation': { params: { runId: string }; result: RunEvaluation };
  /** Measures it on held-out text, in a process of its own that ends with the engine; `runs/evaluationChanged` tells how it goes. */
  'runs/evaluate': { params: EvaluateRunRequest; result: RunEvaluation };
  /** Resolves when its process is gone. */
  'runs/cancelEvaluation': { params: { runId: string }; result: null };
  'runs/rename': { params: { runId: string; name: string }; result: RunSummary };
  'features/page': { params: FeaturePageRequest; result: FeaturePage };
  'features/get': { params: { runId: string; index: number }; result: FeatureDetail };
  /** Those of the index, or computed now by the model where it is older than they are. */
  'features/logitEffects': { params: { runId: string; index: number }; result: LogitEffects };
  'features/annotate': {
    params: { runId: string; index: number; label?: string | null; note?: string | null; pinned?: boolean };
    result: null;
  };
  'inspect/text': { params: InspectRequest; result: InspectResult };
  /** Which features raised a token. */
  'inspect/attribute': { params: AttributionRequest; result: AttributionResult };
  /** Resolves when all is written, or when it was stopped; `generate/progress` tells of every token meanwhile. One at a time. */
  'generate/start': { params: GenerateRequest; result: GenerateResult };
  /** Ends the generation of that id soon, with what is written so far; another one goes on. */
  'generate/stop': { params: { id: string }; result: null };
  /** The synthetic experiments with their defaults. */
  'experiments/offers': { params: null; result: SyntheticOffer[] };
  /** Runs in a process of its own, which ends with the engine. */
  'experiments/start': { params: SyntheticRequest; result: ExperimentRun };
  /** Resolves when all its processes are gone. */
  'experiments/cancel': { params: { folder: string }; result: null };
  /** Reports in the storage, newest first. */
  'experiments/list': { params: null; result: StoredReport[] };
  /** Any folder with a report.json, or that a run of this engine writes to. */
  'experiments/get': { params: { folder: string }; result: ExperimentState };
}

/** Sent by the engine unasked. */
export interface EngineNotifications {
  'runs/changed': RunSummary;
  /** By any window of the storage; also when somebody removed its folder. */
  'runs/deleted': { runId: string };
  'runs/progress': { runId: string; progress: RunProgress };
  'runs/metricsAdded': { runId: string; line: MetricsLine };
  /** Status, progress or result of an evaluation; a few times a second at most. */
  'runs/evaluationChanged': RunEvaluation;
  /** Status or progress; a few times a second at most. */
  'experiments/changed': ExperimentRun;
  /** A few times a second at most. */
  'download/progress': DownloadProgress;
  'generate/progress': GenerateProgress;
  log: { level: 'trace' | 'debug' | 'info' | 'warning' | 'error'; message: string };
}

export type EngineMethod = keyof EngineRequests;
export type EngineParams<M extends EngineMethod> = EngineRequests[M]['params'];
export type EngineResult<M extends EngineMethod> = EngineRequests[M]['result'];

/** Errors cross the links as {code, message}; the message says what is wrong, where, and what to do next. */
export type ErrorCode =
  | 'invalidRequest'
  | 'notFound'
  | 'badModel'
  | 'badCorpus'
  | 'badRun'
  | 'deviceUnavailable'
  | 'busy'
  | 'cancelled'
  | 'diskFull'
  /** The hub wants an access token, or does not open the repository to the one it got. */
  | 'accessDenied'
  /** The hub does not answer, or not as a hub. */
  | 'unreachable'
  | 'processDied'
  | 'internal';

/** `data` of a JSON-RPC error on every link; its `message` is the error's own. */
export interface WireErrorData {
  code: ErrorCode;
  stack?: string;
}
