/** Answers `generate/start` and `generate/stop`: one text, or an unsteered and a steered one, at a time; the model process writes. */
import { statSync } from 'node:fs';
import path from 'node:path';
import { CancellationTokenSource, type CancellationToken } from 'vscode-jsonrpc/node';
import { z } from 'zod';
import { EngineError } from '../../link/engineError.ts';
import { DEVICES } from '../../protocol/device.ts';
import type { GenerateRequest, GenerateResult } from '../../protocol/generation.ts';
import type { GenerateJob } from '../modelProcess/modelContract.ts';
import type { ModelProcess } from '../modelProcess/modelProcess.ts';
import { chosenDevice } from '../onnx/deviceOrder.ts';
import { runPaths } from '../runs/runFolder.ts';
import type { RunStore } from '../runs/runStore.ts';
import type { FeatureRequests } from './featureRequests.ts';

/** A token of a large model on a slow machine may take this long; killing the process would mean to load the model again. */
const PATIENCE_MS = 3_000;

const number = z.number();
const requestSchema = z.object({
  id: z.string().min(1),
  modelFolder: z.string().min(1).exactOptional(),
  runId: z.string().min(1).exactOptional(),
  device: z.enum(DEVICES).exactOptional(),
  prompt: z.string(),
  sampling: z.object({
    temperature: number.min(0).max(100),
    topP: number.gt(0).max(1),
    topK: z.int().min(1).nullable(),
    seed: z
      .int()
      .min(0)
      .max(2 ** 32 - 1),
    maxTokens: z.int().min(1).max(100_000),
    stop: z.array(z.string()),
  }),
  steering: z
    .object({
      features: z.array(
        z
          .object({
            index: z.int().min(0),
            kind: z.enum(['add', 'clamp', 'ablate']),
            strength: number.min(-1e6).max(1e6),
          })
          .refine(({ kind, strength }) => kind !== 'clamp' || strength >= 0, {
            error: 'An activation is never below 0, so a feature cannot be clamped there. Add instead.',
          }),
      ),
      steerPrompt: z.boolean(),
    })
    .nullable(),
}) satisfies z.ZodType<GenerateRequest>;

export interface GenerateRequestsOptions {
  process: ModelProcess;
  store: RunStore;
  features: FeatureRequests;
}

export class GenerateRequests {
  readonly #options: GenerateRequestsOptions;
  #current: { id: string; source: CancellationTokenSource } | null = null;

  constructor(options: GenerateRequestsOptions) {
    this.#options = options;
  }

  /** @throws EngineError `busy` while another text is written; `cancelled` where the process had to be killed to stop it */
  async start(request: GenerateRequest, token?: CancellationToken): Promise<GenerateResult> {
    const parsed = requestSchema.safeParse(request);
    if (!parsed.success)
      throw new EngineError('invalidRequest', `This cannot be written: ${z.prettifyError(parsed.error)}`);
    if (this.#current !== null)
      throw new EngineError('busy', 'Another text is being written. Stop it, or wait until it is there.');
    const source = new CancellationTokenSource();
    this.#current = { id: parsed.data.id, source };
    const forwarded = token?.onCancellationRequested(() => {
      source.cancel();
    });
    try {
      const job = await this.#job(parsed.data);
      return await this.#options.process.request('model/generate', job, source.token, PATIENCE_MS);
    } finally {
      forwarded?.dispose();
      source.dispose();
      this.#current = null;
    }
  }

  /** What was written so far is the result of `start`, or nothing where the process had to be killed. */
  stop(id: string): null {
    if (this.#current?.id === id) this.#current.source.cancel();
    return null;
  }

  async #job(request: GenerateRequest): Promise<GenerateJob> {
    const { id, prompt, sampling, runId, steering } = request;
    if (runId === undefined) {
      if (steering !== null)
        throw new EngineError('invalidRequest', 'Steering needs the run whose features steer. Name one.');
      if (request.modelFolder === undefined)
        throw new EngineError('invalidRequest', 'Writing text needs a model folder, or a run.');
      const { modelFolder: folder, device = 'auto' } = request;
      return { id, folder, device, prompt, sampling, steering: null };
    }
    const run = this.#options.store.get(runId);
    const chosen = run.devices?.llm.chosen;
    return {
      id,
      folder: request.modelFolder ?? run.request.modelFolder,
      // The device that harvested, so that the features see what they were trained on.
      device: request.device ?? (chosen === undefined ? 'auto' : chosenDevice({ chosen })),
      prompt,
      sampling,
      steering: steering === null ? null : await this.#steering(runId, steering),
    };
  }

  async #steering(
    runId: string,
    { features, steerPrompt }: NonNullable<GenerateRequest['steering']>,
  ): Promise<GenerateJob['steering']> {
    const { store } = this.#options;
    const run = store.get(runId);
    const { sae: folder } = runPaths(run.folder);
    const lookup = await this.#options.features.lookup(runId);
    const { dSae } = run.request.sae;
    const unknown = features.find(({ index }) => index >= dSae);
    if (unknown) {
      throw new EngineError(
        'notFound',
        `${run.name} has no feature ${unknown.index}: it has features 0 to ${dSae - 1}.`,
      );
    }
    const { mtimeMs, size } = statSync(path.join(folder, 'sae_weights.safetensors'));
    return {
      folder,
      stamp: `${mtimeMs} ${size}`,
      hookPoint: run.request.hookPoint,
      medianNorm: store.file(runId).choices?.medianNorm ?? null,
      features: features.map((feature) => ({
        ...feature,
        maxActivation: lookup.maxActivation(feature.index),
      })),
      steerPrompt,
    };
  }
}
