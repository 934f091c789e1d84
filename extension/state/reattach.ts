/**
 * Brings the engine back after a reload of the window when a run was at work: a job whose last window closed stops within seconds,
 * and nothing else would start the engine while the views are hidden. For a job that did stop, the user is offered to resume.
 */
import type { RunSummary } from '../../protocol/run.ts';
import { Owner } from '../disposable.ts';
import { isActive } from '../text/runProgress.ts';
import type { PersistentState } from './persistentState.ts';
import type { RunStore } from './runStore.ts';

export interface ReattachOptions {
  runs: Pick<RunStore, 'refresh' | 'known' | 'onChange'>;
  state: Pick<PersistentState, 'activeRuns' | 'setActiveRuns'>;
  offerResume: (run: RunSummary) => void;
  note: (error: unknown) => void;
}

export class Reattach extends Owner {
  constructor(private readonly options: ReattachOptions) {
    super();
    const { runs, state, note } = options;
    const before = state.activeRuns;
    this.own(
      runs.onChange(() => {
        this.#remember();
      }),
    );
    if (before.length > 0) this.#reattach(before).catch(note);
  }

  async #reattach(before: readonly string[]): Promise<void> {
    const { runs, offerResume } = this.options;
    await runs.refresh();
    for (const run of runs.known())
      if (run.status === 'interrupted' && before.includes(run.id)) offerResume(run);
  }

  #remember(): void {
    const { runs, state, note } = this.options;
    const active = runs
      .known()
      .filter(isActive)
      .map(({ id }) => id);
    if (active.join() !== state.activeRuns.join()) state.setActiveRuns(active).catch(note);
  }
}
