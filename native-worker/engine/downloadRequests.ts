/** Answers about models of a hub. What talks to the hub is loaded when it is first asked for: the engine's start stays light. */
import path from 'node:path';
import type { CancellationToken } from 'vscode-jsonrpc/node';
import { z } from 'zod';
import type {
  DownloadedModel,
  DownloadRequest,
  InspectRepositoryRequest,
  ModelOffer,
  RepositoryListing,
} from '../../protocol/download.ts';
import type { Disposable } from '../../link/disposable.ts';
import { EngineError } from '../../link/engineError.ts';
import { MODEL_OFFERS } from '../download/modelOffers.ts';
import { downloadedModels } from '../download/modelTargets.ts';
import type { Notify } from './jobs.ts';

const inspectSchema = z.strictObject({
  repository: z.string().max(500),
  revision: z.string().max(200).nullable(),
  token: z.string().max(1_000).exactOptional(),
}) satisfies z.ZodType<InspectRepositoryRequest>;
const downloadSchema = inspectSchema.extend({
  precision: z.string().max(500).nullable(),
  folder: z
    .string()
    .refine((folder) => path.isAbsolute(folder), 'is no absolute path')
    .nullable(),
  licence: z.string().max(500).nullable(),
}) satisfies z.ZodType<DownloadRequest>;

export class DownloadRequests implements Disposable {
  readonly #modelsFolder: string;
  readonly #notify: Notify;
  readonly #running = new Set<{ folder: string | null; controller: AbortController }>();

  constructor(modelsFolder: string, notify: Notify) {
    this.#modelsFolder = modelsFolder;
    this.#notify = notify;
  }

  offers(): ModelOffer[] {
    return [...MODEL_OFFERS];
  }

  list(): string[] {
    return downloadedModels(this.#modelsFolder);
  }

  /** @throws EngineError `invalidRequest`, `notFound`, `accessDenied`, `unreachable`, `cancelled` */
  async inspect(value: InspectRepositoryRequest, token?: CancellationToken): Promise<RepositoryListing> {
    const request = checked(inspectSchema, value);
    const { inspectRepository } = await import('../download/inspectRepository.ts');
    return this.#run(null, token, (signal) =>
      inspectRepository(request, this.#modelsFolder, {
        signal,
        // A user waits for the answer: fewer tries than a download makes.
        tries: 3,
        onWait: (problem, seconds) => {
          this.#note(`${request.repository}: ${problem}; trying again in ${Math.ceil(seconds)} s.`);
        },
      }),
    );
  }

  /** @throws as `downloadModel` */
  async start(value: DownloadRequest, token?: CancellationToken): Promise<DownloadedModel> {
    const request = checked(downloadSchema, value);
    const { downloadModel } = await import('../download/downloadModel.ts');
    this.#note(`Downloading ${request.repository}.`);
    const done = await this.#run(request.folder, token, (signal, running) =>
      downloadModel(request, this.#modelsFolder, {
        signal,
        onWait: (problem) => {
          this.#note(`${request.repository}: ${problem}; trying again.`);
        },
        onProgress: (progress) => {
          running.folder = progress.folder;
          this.#notify('download/progress', progress);
        },
      }),
    );
    this.#note(`${done.repository} at ${done.commit} is in ${done.folder}.`);
    return done;
  }

  cancel(folder: string): null {
    for (const running of this.#running) if (running.folder === folder) running.controller.abort();
    return null;
  }

  dispose(): void {
    for (const { controller } of this.#running) controller.abort();
  }

  async #run<T>(
    folder: string | null,
    token: CancellationToken | undefined,
    work: (signal: AbortSignal, running: { folder: string | null }) => Promise<T>,
  ): Promise<T> {
    const running = { folder, controller: new AbortController() };
    const subscription = token?.onCancellationRequested(() => {
      running.controller.abort();
    });
    if (token?.isCancellationRequested === true) running.controller.abort();
    this.#running.add(running);
    try {
      return await work(running.controller.signal, running);
    } finally {
      this.#running.delete(running);
      subscription?.dispose();
    }
  }

  #note(message: string): void {
    this.#notify('log', { level: 'info', message });
  }
}

function checked<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new EngineError(
    'invalidRequest',
    `The download cannot be started:\n${z.prettifyError(parsed.error)}`,
  );
}
