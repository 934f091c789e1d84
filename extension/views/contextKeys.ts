/** Keeps the `when` clauses' context keys in step with what the stores know. */
import * as vscode from 'vscode';
import { Owner } from '../disposable.ts';
import type { EngineClient } from '../engine/engineClient.ts';
import type { RunStore } from '../state/runStore.ts';
import { isActive } from '../text/runProgress.ts';

export class ContextKeys extends Owner {
  readonly #set = new Map<string, boolean>();

  constructor(engine: EngineClient, runs: RunStore) {
    super();
    this.own(
      runs.onChange(() => {
        const known = runs.known();
        this.set('monosema.hasRuns', known.length > 0);
        this.set(
          'monosema.hasOwnRuns',
          known.some((run) => !run.readOnly),
        );
        this.set('monosema.hasActiveRuns', known.some(isActive));
      }),
    );
    this.own(
      engine.onReady(() => {
        this.set('monosema.engineFailed', false);
      }),
    );
    this.own(
      engine.onCrash(({ decision }) => {
        this.set('monosema.engineFailed', decision.kind === 'giveUp');
      }),
    );
  }

  set(key: string, value: boolean): void {
    if (this.#set.get(key) === value) return;
    this.#set.set(key, value);
    void vscode.commands.executeCommand('setContext', key, value);
  }
}
