/** What the steps of Train Sparse Autoencoder… have gathered so far, and the request that comes of it. Free of vscode. */
import type { CorpusSpec } from '../../../protocol/corpus.ts';
import type { Device } from '../../../protocol/device.ts';
import type { ModelSummary } from '../../../protocol/model.ts';
import type { GbaPreset, SizePreset, TrainingEstimate, TrainRequest } from '../../../protocol/training.ts';
import type { EngineApi } from '../../engine/engineClient.ts';

export interface TrainChoices {
  model?: ModelSummary;
  hookPoint?: string;
  corpus?: CorpusSpec;
  size?: SizePreset;
  /** The engine's own choice, `recommended`, when left out. */
  algorithm?: GbaPreset;
  llmDevice?: Device;
  saeDevice?: Device;
  name?: string;
}

export interface Preset {
  request: TrainRequest;
  estimate: TrainingEstimate;
}

/** Another model has other hook points: a choice that it lacks is dropped. */
export function chooseModel(choices: TrainChoices, model: ModelSummary): void {
  choices.model = model;
  if (!model.hookPoints.some((hook) => hook.name === choices.hookPoint)) delete choices.hookPoint;
}

/** Asks the engine for presets, each once; a failed one is asked for again. */
export class PresetCache {
  readonly #asked = new Map<string, Promise<Preset>>();

  constructor(private readonly engine: EngineApi) {}

  /** @throws Error when model, hook point or corpus are still open. */
  get({ model, hookPoint, corpus, algorithm }: TrainChoices, size: SizePreset): Promise<Preset> {
    if (!model || hookPoint === undefined || !corpus)
      return Promise.reject(new Error('A preset needs a model, a hook point and a corpus.'));
    const preset = algorithm === undefined ? {} : { preset: algorithm };
    const params = { modelFolder: model.folder, hookPoint, corpus, size, ...preset };
    const key = JSON.stringify(params);
    const known = this.#asked.get(key);
    if (known) return known;
    const asked = this.engine.request('training/preset', params);
    this.#asked.set(key, asked);
    asked.catch(() => this.#asked.delete(key));
    return asked;
  }
}
