/** What is remembered between sessions, in typed form. Recent models are the user's; choices belong to the workspace. */
import type * as vscode from 'vscode';
import { Owner } from '../disposable.ts';
import { Emitter } from '../emitter.ts';
import { withoutTrailingSeparator } from './modelFolders.ts';

const MOST_RECENT_MODELS = 12;

export class PersistentState extends Owner {
  readonly #changed = this.own(new Emitter<undefined>());

  /** Fires when another model or run was chosen for inspection. */
  readonly onChange = this.#changed.on;

  constructor(private readonly context: Pick<vscode.ExtensionContext, 'globalState' | 'workspaceState'>) {
    super();
  }

  get recentModels(): readonly string[] {
    return this.context.globalState.get<string[]>('recentModels', []);
  }

  async addRecentModel(folder: string): Promise<void> {
    const path = withoutTrailingSeparator(folder);
    const others = this.recentModels.filter((known) => known !== path);
    await this.context.globalState.update('recentModels', [path, ...others].slice(0, MOST_RECENT_MODELS));
  }

  async forgetRecentModel(folder: string): Promise<void> {
    await this.context.globalState.update(
      'recentModels',
      this.recentModels.filter((known) => known !== folder),
    );
  }

  get chosenModel(): string | null {
    return this.context.workspaceState.get<string | null>('chosenModel', null);
  }

  get chosenRun(): string | null {
    return this.context.workspaceState.get<string | null>('chosenRun', null);
  }

  /** Ids of the runs that were at work when this workspace last heard of runs. */
  get activeRuns(): readonly string[] {
    return this.context.workspaceState.get<string[]>('activeRuns', []);
  }

  async setActiveRuns(runIds: readonly string[]): Promise<void> {
    await this.context.workspaceState.update('activeRuns', runIds);
  }

  /** Any run of the model will do from here on. */
  async chooseModel(folder: string): Promise<void> {
    await this.#choose(folder, null);
  }

  async chooseRun(runId: string, modelFolder: string): Promise<void> {
    await this.#choose(modelFolder, runId);
  }

  async #choose(modelFolder: string, runId: string | null): Promise<void> {
    await this.context.workspaceState.update('chosenModel', modelFolder);
    await this.context.workspaceState.update('chosenRun', runId);
    this.#changed.fire(undefined);
  }
}
