/** What the steps of Train Sparse Autoencoder… have gathered so far, and the request that comes of it. Free of vscode. */
import type { CorpusSpec } from '../../../protocol/corpus.ts';
import type { Device, Int8 } from '../../../protocol/device.ts';
import type { EngineParams } from '../../../protocol/engineMethods.ts';
import type { ModelSummary } from '../../../protocol/model.ts';
import type { SizePreset, TrainingEstimate, TrainRequest } from '../../../protocol/training.ts';
import type { EngineApi } from '../../engine/engineClient.ts';
import type { AlgorithmChoice } from '../../text/algorithmWords.ts';
import type { Knob } from './sparsityKnob.ts';
import type { PresetSizes } from './trainOverrides.ts';

export interface TrainChoices {
  model?: ModelSummary;
  /** One, or several that are trained from one pass of the model; never empty. */
  hookPoints?: readonly string[];
  corpus?: CorpusSpec;
  size?: SizePreset;
  /** The engine's own choice, GBA with the recommended settings, when left out. */
  algorithm?: AlgorithmChoice;
  /** How sparse, where the preset's own value is not wanted; of the algorithm above. */
  knob?: Knob;
  llmDevice?: Device;
  saeDevice?: Device;
  /** That of the settings when left out. */
  int8?: Int8;
  name?: string;
}

export interface Preset {
  /** Of each hook point, in their order. */
  requests: readonly [TrainRequest, ...TrainRequest[]];
  /** For all of them. */
  estimate: TrainingEstimate;
}

/** Another model has other hook points: a choice that it lacks is dropped. */
export function chooseModel(choices: TrainChoices, model: ModelSummary): void {
  const isOther = choices.model?.folder !== model.folder;
  choices.model = model;
  // A tensor by its name is no named hook point, and says nothing of another model.
  const names = (choices.hookPoints ?? []).filter(
    (name) => model.hookPoints.some((hook) => hook.name === name) || (!isOther && name.startsWith('tensor:')),
  );
  if (names.length === 0) delete choices.hookPoints;
  else choices.hookPoints = names;
}

/** A knob of one algorithm means nothing to another. */
export function chooseAlgorithm(choices: TrainChoices, algorithm: AlgorithmChoice): void {
  const { algorithm: before } = choices;
  if (before?.algorithm !== algorithm.algorithm || before.preset !== algorithm.preset) delete choices.knob;
  choices.algorithm = algorithm;
}

/** Asks the engine for presets, each once; a failed one is asked for again. */
export class PresetCache {
  readonly #asked = new Map<string, Promise<Preset>>();

  /** @param sizes those of the settings, which presets derive other numbers from */
  constructor(
    private readonly engine: EngineApi,
    private readonly sizes: () => PresetSizes = () => ({}),
  ) {}

  /** @throws Error when model, hook point or corpus are still open. */
  get({ model, hookPoints = [], corpus, algorithm }: TrainChoices, size: SizePreset): Promise<Preset> {
    if (!model || hookPoints.length === 0 || !corpus)
      return Promise.reject(new Error('A preset needs a model, a hook point and a corpus.'));
    const params = { modelFolder: model.folder, corpus, size, ...algorithm, ...this.sizes() };
    const key = JSON.stringify([params, hookPoints]);
    const known = this.#asked.get(key);
    if (known) return known;
    const asked = this.#ask(params, hookPoints);
    this.#asked.set(key, asked);
    asked.catch(() => this.#asked.delete(key));
    return asked;
  }
  async #ask(
    params: Omit<EngineParams<'training/preset'>, 'hookPoint'>,
    hookPoints: readonly string[],
  ): Promise<Preset> {
    const [hookPoint = '', ...others] = hookPoints;
    if (others.length === 0) {
      const { request, estimate } = await this.engine.request('training/preset', { ...params, hookPoint });
      return { requests: [request], estimate };
    }
    const asked = { ...params, hookPoints: [hookPoint, ...others] };
    const { requests, estimate } = await this.engine.request('training/presetTogether', asked);
    const [first, ...rest] = requests;
    if (!first) throw new Error('The engine gave no request for the hook points.');
    return { requests: [first, ...rest], estimate };
  }
}
