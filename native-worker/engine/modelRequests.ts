/** Answers about models and devices: asked of the model process, remembered while the model's files stay as they are. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import type { CancellationToken } from 'vscode-jsonrpc/node';
import type { HookPoint, ModelSummary } from '../../protocol/model.ts';
import { messageOf } from '../../link/engineError.ts';
import type { ModelProcess } from '../modelProcess/modelProcess.ts';
import { starterModelFolder } from '../starterMedia.ts';
import type { Notify } from './jobs.ts';

export class ModelRequests {
  readonly #process: ModelProcess;
  readonly #notify: Notify;
  readonly #known = new Map<string, { stamp: string; summary: ModelSummary }>();

  constructor(process: ModelProcess, notify: Notify) {
    this.#process = process;
    this.#notify = notify;
  }

  /** @throws EngineError with what is wrong with the folder. */
  async open(folder: string, token?: CancellationToken): Promise<ModelSummary> {
    const stamp = stampOf(folder);
    const known = this.#known.get(folder);
    if (known?.stamp === stamp) return known.summary;
    const summary = await this.#process.request('model/summary', { folder }, token);
    this.#known.set(folder, { stamp, summary });
    return summary;
  }

  /** @throws EngineError listing the nearest names when there is no such hook point. */
  hookPoint(folder: string, name: string, token?: CancellationToken): Promise<HookPoint> {
    return this.#process.request('model/hookPoint', { folder, name }, token);
  }

  /** The starter model first, then each folder, or the models directly below it. What cannot be read is logged, not listed. */
  async list(folders: readonly string[], token?: CancellationToken): Promise<ModelSummary[]> {
    const summaries = new Map<string, ModelSummary>();
    const named = folders.map((folder) => ({ folder, models: modelFoldersIn(folder) }));
    for (const { folder, models } of named) {
      if (models.length > 0) continue;
      const message = `${folder} holds no model folder. Monosema reads the Hugging Face layout with an .onnx file${otherFormat(folder)}.`;
      this.#notify('log', { level: 'warning', message });
    }
    for (const folder of [...starterFolders(), ...named.flatMap(({ models }) => models)]) {
      try {
        const summary = await this.open(folder, token);
        summaries.set(summary.folder, summary);
      } catch (error) {
        if (token?.isCancellationRequested === true) throw error;
        this.#notify('log', {
          level: 'warning',
          message: `${folder} is no usable model: ${messageOf(error)}`,
        });
      }
    }
    return [...summaries.values()];
  }
}

function starterFolders(): string[] {
  try {
    return [starterModelFolder()];
  } catch {
    return [];
  }
}

/** GGUF is what local models come in most often, and what users try first. */
function otherFormat(folder: string): string {
  const gguf = readdirSync(folder).find((name) => name.toLowerCase().endsWith('.gguf'));
  return gguf === undefined ? '' : `, not GGUF (${gguf}): export the original model to ONNX`;
}

/** A folder with a config.json is a model; any other is looked through one level down. */
function modelFoldersIn(folder: string): string[] {
  if (
    !existsSync(folder) ||
    !statSync(folder).isDirectory() ||
    existsSync(path.join(folder, 'config.json'))
  ) {
    return [folder];
  }
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() || entry.isSymbolicLink())
    .map((entry) => path.join(folder, entry.name))
    .filter((child) => existsSync(path.join(child, 'config.json')));
}

/** Names, sizes and times of the model's files: changes when any of them does. */
function stampOf(folder: string): string {
  return [folder, path.join(folder, 'onnx')]
    .flatMap((place) => filesIn(place))
    .map((file) => {
      const { size, mtimeMs } = statSync(file);
      return `${file} ${size} ${mtimeMs}`;
    })
    .join('\n');
}

function filesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  if (statSync(folder).isFile()) return [folder];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(folder, entry.name))
    .sort();
}
