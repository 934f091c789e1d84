/** Answers `features/logitEffects`: from the index, or from the model process for an index that is older than they are. */
import type { CancellationToken } from 'vscode-jsonrpc/node';
import type { EngineParams } from '../../protocol/engineMethods.ts';
import type { LogitEffects } from '../../protocol/logitEffects.ts';
import { EngineError } from '../../link/engineError.ts';
import type { ModelProcess } from '../modelProcess/modelProcess.ts';
import { runPaths } from '../runs/runFolder.ts';
import type { RunStore } from '../runs/runStore.ts';
import type { FeatureRequests } from './featureRequests.ts';
import type { ModelRequests } from './modelRequests.ts';

export interface LogitEffectRequestsOptions {
  process: ModelProcess;
  store: RunStore;
  models: ModelRequests;
  features: FeatureRequests;
}

export class LogitEffectRequests {
  readonly #options: LogitEffectRequestsOptions;

  constructor(options: LogitEffectRequestsOptions) {
    this.#options = options;
  }

  /** @throws EngineError when the model is gone or is another one; UnknownFeatureError, NoIndexError */
  async get(
    { runId, index }: EngineParams<'features/logitEffects'>,
    token?: CancellationToken,
  ): Promise<LogitEffects> {
    const { features, store, models, process } = this.#options;
    const { logitEffects } = await features.get(runId, index);
    if (logitEffects.kind !== 'notIndexed') return logitEffects;
    const { folder, request } = store.get(runId);
    const { hash } = await models.open(request.modelFolder, token);
    if (hash !== store.file(runId).model.hash) {
      throw new EngineError(
        'badModel',
        `The model in ${request.modelFolder} is not the one that the run ${runId} was trained on. Put it back.`,
      );
    }
    const job = {
      folder: request.modelFolder,
      hookPoint: request.hookPoint,
      sae: runPaths(folder).sae,
      feature: index,
    };
    return process.request('model/logitEffects', job, token);
  }
}
