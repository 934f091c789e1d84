/** Models the user can choose from: each folder with its summary, or with what is wrong with it. */
import type { ModelSummary } from '../../protocol/model.ts';
import { Owner } from '../disposable.ts';
import { Emitter } from '../emitter.ts';
import type { EngineClient } from '../engine/engineClient.ts';
import { describeError } from '../engine/describeError.ts';
import type { ModelFolder, ModelOrigin } from './modelFolders.ts';

export type KnownModel = { folder: string; origin: ModelOrigin } & (
  { summary: ModelSummary; problem: null } | { summary: null; problem: string }
);

export class ModelStore extends Owner {
  readonly #changed = this.own(new Emitter<undefined>());
  #models: readonly KnownModel[] = [];
  #loading: Promise<void> | null = null;
  #loaded = false;
  /** Somebody asked for the list, perhaps in vain: a new engine is asked again. */
  #wanted = false;

  readonly onChange = this.#changed.on;

  /** @param findFolders where models may be at this moment. */
  constructor(
    private readonly engine: Pick<EngineClient, 'request' | 'onReady'>,
    private readonly findFolders: () => Promise<readonly ModelFolder[]>,
    private readonly reportProblem: (error: unknown) => void,
  ) {
    super();
    this.own(
      engine.onReady(() => {
        if (this.#wanted && !this.#loaded) this.refresh().catch(this.reportProblem);
      }),
    );
  }

  async list(): Promise<readonly KnownModel[]> {
    this.#wanted = true;
    if (!this.#loaded) await this.refresh();
    return this.#models;
  }

  known(): readonly KnownModel[] {
    return this.#models;
  }

  /** Reads all folders anew; calls at the same time share one reading. */
  refresh(): Promise<void> {
    this.#loading ??= this.#load().finally(() => {
      this.#loading = null;
    });
    return this.#loading;
  }

  async #load(): Promise<void> {
    const folders = await this.findFolders();
    this.#models = await Promise.all(folders.map((folder) => this.#open(folder)));
    this.#loaded = true;
    this.#changed.fire(undefined);
  }

  /** One by one rather than as a list, so that one bad folder shows as bad and hides no other. */
  async #open({ path, origin }: ModelFolder): Promise<KnownModel> {
    try {
      const summary = await this.engine.request('models/open', { folder: path });
      return { folder: path, origin, summary, problem: null };
    } catch (error) {
      const { code, message } = describeError(error);
      if (code === 'processDied') throw error;
      return { folder: path, origin, summary: null, problem: message };
    }
  }
}
