/**
 * Brings the engine back after a reload of the window when a run was at work: a job whose last window closed stops soon, and
 * nothing else would start the engine while the views are hidden.
 */
import { Owner } from '../disposable.ts';
import { isActive } from '../text/runProgress.ts';
import type { PersistentState } from './persistentState.ts';
import type { RunStore } from './runStore.ts';

export class Reattach extends Owner {
  constructor(
    runs: Pick<RunStore, 'refresh' | 'known' | 'onChange'>,
    state: Pick<PersistentState, 'hadActiveRuns' | 'setHadActiveRuns'>,
    note: (error: unknown) => void,
  ) {
    super();
    this.own(
      runs.onChange(() => {
        const active = runs.known().some(isActive);
        if (active !== state.hadActiveRuns) state.setHadActiveRuns(active).catch(note);
      }),
    );
    if (state.hadActiveRuns) runs.refresh().catch(note);
  }
}
