/** Answers `imports/*`: reads what an SAE's files say, checks it against its model, and starts the job that takes it over. */
import path from 'node:path';
import type { CancellationToken } from 'vscode-jsonrpc/node';
import type { EngineParams } from '../../protocol/engineMethods.ts';
import type { ForeignSaeReport, ImportRequest } from '../../protocol/foreignSae.ts';
import type { RunSummary } from '../../protocol/run.ts';
import { EngineError } from '../../link/engineError.ts';
import { fitForeign } from '../runs/fitForeign.ts';
import { parseImportRequest } from '../runs/importedSchema.ts';
import { importTrainRequest } from '../runs/importTrainRequest.ts';
import { parseTrainRequest } from '../runs/trainRequestSchema.ts';
import { openForeignSae } from '../sae/formats/foreign/openForeign.ts';
import type { ModelRequests } from './modelRequests.ts';
import type { RunRequests } from './runRequests.ts';

export interface ImportRequestsOptions {
  models: ModelRequests;
  runs: RunRequests;
}

export class ImportRequests {
  readonly #options: ImportRequestsOptions;

  constructor(options: ImportRequestsOptions) {
    this.#options = options;
  }

  /** @throws ForeignSaeError saying what was looked for where no format fits, and what the model says */
  async read(
    { path: given, modelFolder }: EngineParams<'imports/read'>,
    token?: CancellationToken,
  ): Promise<ForeignSaeReport> {
    const found = await openForeignSae(given);
    const model = modelFolder === null ? null : await this.#options.models.open(modelFolder, token);
    return fitForeign(found, model);
  }

  /** Checks all that can be checked before anything is written. @throws InvalidRequestError, ForeignSaeError, and what the model says */
  async start(value: ImportRequest): Promise<RunSummary> {
    const { models, runs } = this.#options;
    const request = parseImportRequest(value);
    const found = await openForeignSae(request.path);
    const model = await models.open(request.modelFolder);
    const hook = await models.hookPoint(request.modelFolder, request.hookPoint);
    if (hook.width !== found.dIn)
      throw new EngineError(
        'invalidRequest',
        `The SAE in ${found.path} reads ${found.dIn} dimensions, and ${hook.name} of ${model.name} has ${hook.width}. ` +
          'Choose the model and the hook point that it was trained on.',
      );
    if (request.contextSize > model.maxContext)
      throw new EngineError(
        'invalidRequest',
        `contextSize ${request.contextSize} is more than the ${model.maxContext} tokens that ${model.name} takes.`,
      );
    const { format, kind, k, origin, hookPoint, warnings } = fitForeign(found, model);
    if (hookPoint !== null && hookPoint !== request.hookPoint)
      warnings.push(`It was trained at ${hookPoint} and reads ${request.hookPoint} here.`);
    const source = path.resolve(request.path);
    const name = request.name ?? `${path.basename(source)} ${request.hookPoint}`;
    return runs.begin({
      request: parseTrainRequest({ ...importTrainRequest(request, found.dSae), name }),
      model: { name: model.name, hash: model.hash, dIn: found.dIn },
      imported: { format, kind, source, k, origin, inputScale: null, sample: null, warnings },
    });
  }
}
