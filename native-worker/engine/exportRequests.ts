/** Answers `runs/export`: copies a run's SAE here; merging its twins needs onnxruntime and is done in the model process. */
import { cpSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { CancellationToken } from 'vscode-jsonrpc/node';
import type { EngineParams } from '../../protocol/engineMethods.ts';
import type { SaeExport } from '../../protocol/run.ts';
import { EngineError } from '../../link/engineError.ts';
import type { ModelProcess } from '../modelProcess/modelProcess.ts';
import { explainWriteError } from '../files/atomicFile.ts';
import { runPaths } from '../runs/runFolder.ts';
import type { RunStore } from '../runs/runStore.ts';

/** cfg.json comes last: where it is, the folder is whole. */
const FILES = ['sae_weights.safetensors', 'sparsity.safetensors', 'cfg.json'] as const;

export interface ExportRequestsOptions {
  process: ModelProcess;
  store: RunStore;
  /** Where runs lie: nothing is exported into it. */
  runsFolder: string;
}

export class ExportRequests {
  readonly #options: ExportRequestsOptions;

  constructor(options: ExportRequestsOptions) {
    this.#options = options;
  }

  /** @throws EngineError for a run without an SAE, a folder in use, or a corpus that has changed since */
  async write(
    { runId, folder, mergeTwins }: EngineParams<'runs/export'>,
    token?: CancellationToken,
  ): Promise<SaeExport> {
    const run = this.#options.store.get(runId);
    const { sae } = runPaths(run.folder);
    if (!existsSync(path.join(sae, 'cfg.json'))) {
      throw new EngineError(
        'invalidRequest',
        `The run "${runId}" is ${run.status} and has no SAE yet: it is written when training ends.`,
      );
    }
    this.#checkTarget(folder, run.folder);
    if (mergeTwins !== null) {
      checkCosine(mergeTwins);
      const job = {
        runFolder: run.folder,
        modelFolder: run.request.modelFolder,
        folder,
        cosine: mergeTwins,
      };
      return { folder, merged: await this.#options.process.request('model/exportMerged', job, token) };
    }
    try {
      mkdirSync(folder, { recursive: true });
      for (const file of FILES) cpSync(path.join(sae, file), path.join(folder, file));
    } catch (error) {
      throw explainWriteError(folder, error);
    }
    return { folder, merged: null };
  }

  /** A run's folder stays as its job left it, and nobody's files are overwritten. */
  #checkTarget(folder: string, runFolder: string): void {
    if (!path.isAbsolute(folder)) {
      throw new EngineError('invalidRequest', `"${folder}" is no absolute path; an export needs one.`);
    }
    for (const taken of [runFolder, this.#options.runsFolder]) {
      const inside = path.relative(taken, folder);
      if (!inside.startsWith('..') && !path.isAbsolute(inside)) {
        throw new EngineError(
          'invalidRequest',
          `${folder} lies in ${taken}, where runs are kept. Choose another folder.`,
        );
      }
    }
    if (existsSync(folder) && readdirSync(folder).length > 0) {
      throw new EngineError(
        'invalidRequest',
        `${folder} is not empty. Choose a new folder, or empty it first.`,
      );
    }
  }
}

function checkCosine(cosine: number): void {
  if (cosine > 0 && cosine < 1) return;
  throw new EngineError('invalidRequest', `mergeTwins needs a cosine between 0 and 1, not ${cosine}.`);
}
