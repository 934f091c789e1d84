/** The map of a model's hook points: shown by itself, where a choice begins a training, or as a step of a command that waits for it. */
import type { ModelSummary } from '../../protocol/model.ts';
import { Owner } from '../disposable.ts';
import { recommendedHookPoint } from '../state/inspectTarget.ts';
import type { WebviewPanels } from './webviewPanels.ts';

type Panels = Pick<WebviewPanels, 'show' | 'closeMapOf' | 'onDidClose'>;

interface Waiting {
  folder: string;
  settle: (hookPoints: string[] | null) => void;
}

export class HookMap extends Owner {
  #waiting: Waiting | null = null;

  constructor(private readonly panels: Panels) {
    super();
    this.own(
      panels.onDidClose((state) => {
        if (state.view === 'hookPicker' && state.folder === this.#waiting?.folder) this.#end(null);
      }),
    );
  }

  show(model: ModelSummary): void {
    this.#show(model, [], false);
  }

  /** Null when the map was closed without a choice. */
  async pick(model: ModelSummary, chosen: readonly string[]): Promise<string[] | null> {
    this.#end(null);
    const choice = new Promise<string[] | null>((resolve) => {
      this.#waiting = { folder: model.folder, settle: resolve };
    });
    this.#show(model, chosen, true);
    return choice;
  }

  /** A choice on the map of that model; false where nobody waits for it. */
  settle(folder: string, hookPoints: string[]): boolean {
    if (this.#waiting?.folder !== folder) return false;
    this.#end(hookPoints);
    this.panels.closeMapOf(folder);
    return true;
  }

  override dispose(): void {
    this.#end(null);
    super.dispose();
  }

  #show(model: ModelSummary, chosen: readonly string[], inFlow: boolean): void {
    const recommended = recommendedHookPoint(model.hookPoints)?.name ?? null;
    const hookPoints = chosen.length > 0 ? [...chosen] : recommended === null ? [] : [recommended];
    this.panels.show({ view: 'hookPicker', folder: model.folder, hookPoints, recommended, inFlow });
  }

  #end(hookPoints: string[] | null): void {
    const waiting = this.#waiting;
    this.#waiting = null;
    waiting?.settle(hookPoints);
  }
}
