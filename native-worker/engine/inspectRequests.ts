/** Answers `inspect/text`: tokens and codes come from the model process, the features' rows from the store here. */
import { statSync } from 'node:fs';
import path from 'node:path';
import type { CancellationToken } from 'vscode-jsonrpc/node';
import type { AttributionRequest, AttributionResult } from '../../protocol/attribution.ts';
import type { InspectRequest, InspectResult } from '../../protocol/inspection.ts';
import { EngineError } from '../../link/engineError.ts';
import { inspectResult, type InspectionNames } from '../inspection/inspectText.ts';
import type { InspectedText } from '../inspection/inspectTokens.ts';
import type { AttributeJob, InspectJob } from '../modelProcess/modelContract.ts';
import type { ModelProcess } from '../modelProcess/modelProcess.ts';
import { chosenDevice } from '../onnx/deviceOrder.ts';
import { runPaths } from '../runs/runFolder.ts';
import type { RunStore } from '../runs/runStore.ts';
import type { FeatureRequests } from './featureRequests.ts';
import type { ModelRequests } from './modelRequests.ts';

/** As harvesting: a norm this many times the median is masked. Kept apart from activations/, whose modules load onnxruntime. */
const OUTLIER_FACTOR = 10;

export interface InspectRequestsOptions {
  process: ModelProcess;
  store: RunStore;
  models: ModelRequests;
  features: FeatureRequests;
}

type Asked = Omit<AttributionRequest, 'runId' | 'modelFolder'>;

export class InspectRequests {
  readonly #options: InspectRequestsOptions;

  constructor(options: InspectRequestsOptions) {
    this.#options = options;
  }

  /** @throws EngineError for a run without an SAE or index, an unknown hook point or a model that is not there */
  async text(request: InspectRequest, token?: CancellationToken): Promise<InspectResult> {
    return request.runId === undefined
      ? this.#withoutSae(request, token)
      : this.#withRun(request, request.runId, token);
  }

  async #withoutSae(request: InspectRequest, token?: CancellationToken): Promise<InspectResult> {
    const { modelFolder, hookPoint } = request;
    if (modelFolder === undefined || hookPoint === undefined) {
      throw new EngineError('invalidRequest', 'Inspecting needs a run, or a model folder and a hook point.');
    }
    const model = await this.#options.models.open(modelFolder, token);
    const inspected = await this.#ask(
      request,
      { folder: modelFolder, hookPoint, device: 'cpu', contextSize: null, sae: null },
      token,
    );
    return inspectResult(inspected, { modelName: model.name, hookPoint, runId: null }, null, request.limit);
  }

  async #withRun(request: InspectRequest, runId: string, token?: CancellationToken): Promise<InspectResult> {
    const lookup = await this.#options.features.lookup(runId);
    const { modelName, ...job } = this.#jobOf(runId, request.modelFolder);
    const inspected = await this.#ask(request, job, token);
    const names: InspectionNames = { modelName, hookPoint: job.hookPoint, runId };
    return inspectResult(inspected, names, lookup, request.limit);
  }

  /** Which features raised a token. @throws EngineError as `text` does, and for a token that is not there */
  async attribute(request: AttributionRequest, token?: CancellationToken): Promise<AttributionResult> {
    const { runId, modelFolder, ...asked } = request;
    const lookup = await this.#options.features.lookup(runId);
    const { modelName, ...job } = this.#jobOf(runId, modelFolder);
    const { effects, ...found } = await this.#options.process.request(
      'model/attribute',
      { ...job, ...asked },
      token,
    );
    const features = effects.map(({ feature, ...effect }) => ({ row: lookup.row(feature), ...effect }));
    features.sort((a, b) => b.logitDrop - a.logitDrop || a.row.index - b.row.index);
    return { modelName, hookPoint: job.hookPoint, runId, scope: request.scope, ...found, features };
  }

  /** What the model process needs of a run. */
  #jobOf(
    runId: string,
    modelFolder: string | undefined,
  ): Omit<AttributeJob, keyof Asked> & { modelName: string } {
    const { store } = this.#options;
    const run = store.get(runId);
    const { sae: saeFolder } = runPaths(run.folder);
    const median = store.file(runId).choices?.medianNorm ?? null;
    const chosen = run.devices?.llm.chosen;
    return {
      modelName: run.modelName,
      folder: modelFolder ?? run.request.modelFolder,
      hookPoint: run.request.hookPoint,
      // The device that harvested, so that the features see what they were trained on.
      device: chosen === undefined ? 'cpu' : chosenDevice({ chosen }),
      contextSize: run.request.contextSize,
      sae: {
        folder: saeFolder,
        stamp: stampOf(saeFolder),
        outlierNorm: median === null ? null : OUTLIER_FACTOR * median,
      },
    };
  }

  #ask(
    { text, selection }: InspectRequest,
    job: Omit<InspectJob, 'text' | 'selection'>,
    token?: CancellationToken,
  ): Promise<InspectedText> {
    const params: InspectJob = { ...job, text, ...(selection === undefined ? {} : { selection }) };
    return this.#options.process.request('model/inspect', params, token);
  }
}

/** Changes whenever the SAE is exported again. */
function stampOf(saeFolder: string): string {
  const { mtimeMs, size } = statSync(path.join(saeFolder, 'sae_weights.safetensors'));
  return `${mtimeMs} ${size}`;
}
