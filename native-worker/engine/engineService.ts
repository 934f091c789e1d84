/**
 * The engine: answers everything a host or the CLI may ask. A broker with the feature store; it never loads onnxruntime, so that
 * a page of features always answers while models run in processes of their own.
 */
import path from 'node:path';
import type { EngineNotifications, EngineRequests } from '../../protocol/engineMethods.ts';
import { Disposables, type Disposable } from '../../link/disposable.ts';
import type { Handlers } from '../../link/link.ts';
import { entryPoint, packageVersion } from '../installation.ts';
import { ModelProcess } from '../modelProcess/modelProcess.ts';
import { RunStore } from '../runs/runStore.ts';
import { modelFolderNames, starterRunFolder } from '../starterMedia.ts';
import type { EngineSetup } from './engineSetup.ts';
import { DownloadRequests } from './downloadRequests.ts';
import { EvaluationRequests } from './evaluationRequests.ts';
import { ExperimentRequests } from './experimentRequests.ts';
import { ExportRequests } from './exportRequests.ts';
import { FeatureRequests } from './featureRequests.ts';
import { ImportRequests } from './importRequests.ts';
import { GenerateRequests } from './generateRequests.ts';
import { InspectRequests } from './inspectRequests.ts';
import { Jobs, type Notify } from './jobs.ts';
import { LogitEffectRequests } from './logitEffectRequests.ts';
import { ModelRequests } from './modelRequests.ts';
import { RunRequests } from './runRequests.ts';
import { RunWatcher } from './runWatcher.ts';

export class EngineService implements Disposable {
  readonly handlers: Handlers<EngineRequests>;
  readonly #setup: EngineSetup;
  readonly #owned = new Disposables();
  readonly #modelProcess: ModelProcess;
  readonly #runs: RunRequests;
  readonly #models: ModelRequests;
  readonly #features: FeatureRequests;
  readonly #inspect: InspectRequests;
  readonly #effects: LogitEffectRequests;
  readonly #generate: GenerateRequests;
  readonly #exports: ExportRequests;
  readonly #experiments: ExperimentRequests;
  readonly #downloads: DownloadRequests;
  readonly #imports: ImportRequests;
  readonly #evaluations: EvaluationRequests;
  readonly #watcher: RunWatcher;

  constructor(setup: EngineSetup, send: Notify) {
    this.#setup = setup;
    const notify = quieter(setup.logLevel, send);
    const store = new RunStore({
      folder: setup.storage.runs,
      shipped: [starterRunFolder()],
      modelFolderNames,
      version: packageVersion(),
    });
    this.#modelProcess = this.#owned.own(this.#newModelProcess(notify));
    this.#models = new ModelRequests(this.#modelProcess, notify);
    const jobs = this.#owned.own(new Jobs({ store, jobModule: () => entryPoint('job'), notify }));
    this.#runs = new RunRequests({ store, jobs, models: this.#models, notify });
    this.#imports = new ImportRequests({ models: this.#models, runs: this.#runs });
    this.#exports = new ExportRequests({
      process: this.#modelProcess,
      store,
      runsFolder: setup.storage.runs,
    });
    this.#features = this.#owned.own(new FeatureRequests(setup, store));
    this.#experiments = this.#owned.own(
      new ExperimentRequests({
        folder: path.join(setup.storage.root, 'experiments'),
        threads: setup.threads,
        modulePath: () => entryPoint('experiment'),
        notify,
      }),
    );
    this.#downloads = this.#owned.own(new DownloadRequests(setup.storage.models, notify));
    this.#evaluations = this.#owned.own(
      new EvaluationRequests({
        store,
        storageRoot: setup.storage.root,
        modulePath: () => entryPoint('experiment'),
        notify,
      }),
    );
    this.#watcher = this.#owned.own(
      new RunWatcher({
        store,
        notify,
        onDeleted: (runId) => {
          this.#features.forget(runId);
          this.#evaluations.forget(runId);
        },
      }),
    );
    const readers = { process: this.#modelProcess, store, models: this.#models, features: this.#features };
    this.#inspect = new InspectRequests(readers);
    this.#effects = new LogitEffectRequests(readers);
    this.#generate = new GenerateRequests({
      process: this.#modelProcess,
      store,
      features: this.#features,
    });
    this.handlers = {
      ...this.#modelHandlers(notify),
      ...this.#runHandlers(),
      ...this.#featureHandlers(),
      ...this.#experimentHandlers(),
      ...this.#downloadHandlers(),
    };
    void jobs.attachToAll();
  }

  dispose(): void {
    this.#owned.dispose();
  }

  #modelHandlers(notify: Notify): Pick<Handlers<EngineRequests>, ModelMethod> {
    return {
      'engine/describe': () => ({
        version: packageVersion(),
        storage: this.#setup.storage.root,
        runtime: `Node ${process.versions.node}, ${process.platform}-${process.arch}`,
      }),
      // A driver may take its process down: trying devices gets one of its own.
      'devices/probe': async (_params, token) => {
        const probe = this.#newModelProcess(notify);
        try {
          return await probe.request('model/probe', null, token);
        } finally {
          probe.dispose();
        }
      },
      'devices/check': async (params, token) => {
        const checked = this.#newModelProcess(notify);
        try {
          return await checked.request('model/checkDevice', params, token);
        } finally {
          checked.dispose();
        }
      },
      // Without a folder: what was downloaded.
      'models/list': ({ folders }, token) =>
        this.#models.list(folders.length > 0 ? folders : this.#downloads.list(), token),
      'models/open': ({ folder }, token) => this.#models.open(folder, token),
      'models/tensors': (params, token) => this.#modelProcess.request('model/tensors', params, token),
      'training/preset': (params, token) => this.#modelProcess.request('model/preset', params, token),
      'training/presetTogether': (params, token) =>
        this.#modelProcess.request('model/presetTogether', params, token),
      'inspect/text': (request, token) => this.#inspect.text(request, token),
      'inspect/attribute': (request, token) => this.#inspect.attribute(request, token),
      'generate/start': (request, token) => this.#generate.start(request, token),
      'generate/stop': ({ id }) => this.#generate.stop(id),
    };
  }

  #runHandlers(): Pick<Handlers<EngineRequests>, RunMethod> {
    const runs = this.#runs;
    return {
      'training/start': (request) => runs.start(request),
      'imports/read': (params, token) => this.#imports.read(params, token),
      'imports/start': (request) => this.#imports.start(request),
      'training/startTogether': ({ requests }) => runs.startTogether(requests),
      'runs/list': () => runs.list(),
      'runs/get': ({ runId }) => runs.get(runId),
      'runs/metrics': ({ runId, sinceStep }) => runs.metrics(runId, sinceStep),
      'runs/pause': ({ runId }) => runs.pause(runId),
      'runs/resume': ({ runId }) => runs.resume(runId),
      'runs/stop': ({ runId }) => runs.stop(runId),
      'runs/keepRunning': ({ runId, keep }) => runs.keepRunning(runId, keep),
      'runs/export': (params, token) => this.#exports.write(params, token),
      'runs/evaluation': ({ runId }) => this.#evaluations.get(runId),
      'runs/evaluate': (request) => this.#evaluations.start(request),
      'runs/cancelEvaluation': ({ runId }) => this.#evaluations.cancel(runId),
      'runs/rename': ({ runId, name }) => runs.rename(runId, name),
      'runs/delete': ({ runId }) => {
        runs.delete(runId);
        this.#watcher.look();
        return null;
      },
    };
  }

  #featureHandlers(): Pick<Handlers<EngineRequests>, FeatureMethod> {
    return {
      'features/page': (request) => this.#features.page(request),
      'features/get': ({ runId, index }) => this.#features.get(runId, index),
      'features/logitEffects': (params, token) => this.#effects.get(params, token),
      'features/annotate': (params) => this.#features.annotate(params),
    };
  }

  #experimentHandlers(): Pick<Handlers<EngineRequests>, ExperimentMethod> {
    const experiments = this.#experiments;
    return {
      'experiments/offers': () => experiments.offers(),
      'experiments/start': (request) => experiments.start(request),
      'experiments/cancel': ({ folder }) => experiments.cancel(folder),
      'experiments/list': () => experiments.list(),
      'experiments/get': ({ folder }) => experiments.get(folder),
    };
  }

  #downloadHandlers(): Pick<Handlers<EngineRequests>, DownloadMethod> {
    const downloads = this.#downloads;
    return {
      'download/offers': () => downloads.offers(),
      'download/list': () => downloads.list(),
      'download/inspect': (request, token) => downloads.inspect(request, token),
      'download/start': (request, token) => downloads.start(request, token),
      'download/cancel': ({ folder }) => downloads.cancel(folder),
    };
  }

  #newModelProcess(notify: Notify): ModelProcess {
    return new ModelProcess({
      modulePath: () => entryPoint('model'),
      onOutput: (message) => {
        notify('log', { level: 'info', message: `model process: ${message}` });
      },
      onGenerated: (progress) => {
        notify('generate/progress', progress);
      },
    });
  }
}

type FeatureMethod = Extract<keyof EngineRequests, `features/${string}`>;
type RunMethod =
  | Extract<keyof EngineRequests, `runs/${string}` | `imports/${string}`>
  | 'training/start'
  | 'training/startTogether';
type ExperimentMethod = Extract<keyof EngineRequests, `experiments/${string}`>;
type DownloadMethod = Extract<keyof EngineRequests, `download/${string}`>;
type ModelMethod = Exclude<
  keyof EngineRequests,
  FeatureMethod | RunMethod | ExperimentMethod | DownloadMethod
>;

const LEVELS = [
  'trace',
  'debug',
  'info',
  'warning',
  'error',
] as const satisfies readonly EngineNotifications['log']['level'][];

/** Drops log entries below the level that the host asked for. */
function quieter(level: EngineSetup['logLevel'], send: Notify): Notify {
  return (name, params) => {
    const entry = name === 'log' ? (params as EngineNotifications['log']) : null;
    if (entry === null || LEVELS.indexOf(entry.level) >= LEVELS.indexOf(level)) send(name, params);
  };
}
