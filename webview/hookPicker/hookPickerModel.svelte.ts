/** A model's hook points, the choice among them, and the runs that are there already. */
import type { HookPoint, ModelSummary } from '../../protocol/model.ts';
import type { RunSummary } from '../../protocol/run.ts';
import type { TensorSearch } from '../../protocol/tensorSearch.ts';
import type { WebviewState } from '../../protocol/webviewMessages.ts';
import { COMMANDS } from '../lib/commands.ts';
import { runsByHook } from '../lib/hookGrid.ts';
import { errorText } from '../lib/errorText.ts';
import { host, savedState, saveState } from '../lib/host.ts';
import { t } from '../lib/localise.ts';

type Shown = Extract<WebviewState, { view: 'hookPicker' }>;

/** Keys are typed faster than an engine should be asked. */
const TYPING_MS = 150;
/** As many as a group of runs may have. */
export const MOST_CHOSEN = 64;

export class HookPickerModel {
  model = $state.raw<ModelSummary | null>(null);
  problem = $state<string | null>(null);
  isLoading = $state(true);
  /** Names marked for several runs from one pass; where there are none, the cursor's hook point is meant. */
  marked = $state<string[]>([]);
  /** The hook point under the cursor. */
  active = $state<string | null>(null);
  recommended = $state<string | null>(null);
  /** Whether steps of a command wait for the choice. */
  inFlow = $state(false);
  isBusy = $state(false);
  search = $state('');
  found = $state.raw<TensorSearch | null>(null);
  #runs = $state.raw<RunSummary[]>([]);
  #folder: string | null = null;
  #typing: ReturnType<typeof setTimeout> | null = null;

  /** What Enter and the button use. */
  get chosen(): string[] {
    if (this.marked.length > 0) return this.marked;
    const tensor = this.found?.tensors.find(({ hookPoint }) => hookPoint === this.active);
    // Without a known width nothing can be trained there.
    return this.active === null || tensor?.width === null ? [] : [this.active];
  }

  /** Runs at each hook point of this model. */
  readonly trained = $derived(runsByHook(this.#runs, this.model?.folder ?? null));

  start(): void {
    host.onShow((view) => {
      if (view.view === 'hookPicker') this.#follow(view);
    });
    host.onNotification('runs/changed', (run) => {
      this.#runs = [...this.#runs.filter(({ id }) => id !== run.id), run];
    });
    host.onNotification('runs/deleted', ({ runId }) => {
      this.#runs = this.#runs.filter(({ id }) => id !== runId);
    });
    host.ready();
    const saved = savedState();
    if (typeof saved?.['folder'] === 'string' && Array.isArray(saved['hookPoints']))
      this.#follow({
        view: 'hookPicker',
        folder: saved['folder'],
        hookPoints: saved['hookPoints'].filter((name) => typeof name === 'string'),
        recommended: typeof saved['recommended'] === 'string' ? saved['recommended'] : null,
        // The steps that waited are gone with the window.
        inFlow: false,
      });
  }

  async load(): Promise<void> {
    const folder = this.#folder;
    if (folder === null) return;
    this.problem = null;
    this.isLoading = true;
    try {
      const [model, runs] = await Promise.all([
        host.request('models/open', { folder }),
        host.request('runs/list', null),
      ]);
      if (folder !== this.#folder) return;
      this.model = model;
      this.#runs = runs;
      this.active ??= model.hookPoints[0]?.name ?? null;
      if (model.hookPoints.length === 0) await this.#look();
    } catch (error) {
      if (folder === this.#folder) this.problem = errorText(error);
    } finally {
      if (folder === this.#folder) this.isLoading = false;
    }
  }

  hook(name: string): HookPoint | undefined {
    return this.model?.hookPoints.find((hook) => hook.name === name);
  }

  moveTo(name: string): void {
    this.active = name;
    this.#save();
  }

  toggle(name: string): void {
    if (this.marked.includes(name)) this.marked = this.marked.filter((one) => one !== name);
    else if (this.marked.length < MOST_CHOSEN) this.marked = [...this.marked, name];
    else this.problem = t('At most {0} hook points are trained together.', MOST_CHOSEN);
    this.#save();
  }

  clear(): void {
    this.marked = [];
    this.#save();
  }

  /** Hands the choice to the steps that wait for it, or begins a training with it. */
  async use(names: readonly string[] = this.chosen): Promise<void> {
    if (names.length === 0 || this.isBusy) return;
    this.isBusy = true;
    this.problem = null;
    try {
      await host.hostRequest('host/executeCommand', {
        command: COMMANDS.trainAtHookPoint,
        args: [{ modelFolder: this.#folder, hookPoints: [...names] }],
      });
    } catch (error) {
      this.problem = errorText(error);
    } finally {
      this.isBusy = false;
    }
  }

  /** Looks for tensors a moment after the last key. */
  type(text: string): void {
    this.search = text;
    if (this.#typing !== null) clearTimeout(this.#typing);
    this.#typing = setTimeout(() => void this.#look(), TYPING_MS);
  }

  async #look(): Promise<void> {
    const [folder, text] = [this.#folder, this.search];
    if (folder === null) return;
    // With named hook points nothing is offered until something is asked for.
    if (text.trim() === '' && (this.model?.hookPoints.length ?? 0) > 0) {
      this.found = null;
      return;
    }
    try {
      const found = await host.request('models/tensors', { folder, text });
      if (folder === this.#folder && text === this.search) this.found = found;
    } catch (error) {
      this.problem = errorText(error);
    }
  }

  #follow({ folder, hookPoints, recommended, inFlow }: Shown): void {
    const isOther = folder !== this.#folder;
    this.#folder = folder;
    this.recommended = recommended;
    this.inFlow = inFlow;
    if (isOther) {
      this.model = null;
      this.found = null;
      this.search = '';
    }
    // One is where to begin; several were marked.
    this.marked = hookPoints.length > 1 ? [...hookPoints] : [];
    this.active = hookPoints[0] ?? recommended;
    this.#save();
    void this.load();
  }

  #save(): void {
    const { recommended, inFlow } = this;
    saveState({ view: 'hookPicker', folder: this.#folder, hookPoints: this.chosen, recommended, inFlow });
  }
}
