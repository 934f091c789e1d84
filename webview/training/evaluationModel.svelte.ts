/** What a run's SAE costs its model, as last measured, kept up to date while it is measured again. */
import type { RunEvaluation } from '../../protocol/evaluation.ts';
import { errorText } from '../lib/errorText.ts';
import { host } from '../lib/host.ts';

export class EvaluationModel {
  state = $state.raw<RunEvaluation | null>(null);
  /** Why the state cannot be had, or could not be changed. */
  problem = $state<string | null>(null);
  #runId: string | null = null;

  start(): void {
    host.onNotification('runs/evaluationChanged', (state) => {
      if (state.runId !== this.#runId) return;
      this.state = state;
      this.problem = null;
    });
  }

  follow(runId: string): void {
    this.#runId = runId;
    this.state = null;
    void this.load();
  }

  async load(): Promise<void> {
    await this.#ask(async (runId) => {
      const state = await host.request('runs/evaluation', { runId });
      if (runId === this.#runId) this.state = state;
    });
  }

  async cancel(): Promise<void> {
    await this.#ask((runId) => host.request('runs/cancelEvaluation', { runId }));
  }

  async #ask(ask: (runId: string) => Promise<unknown>): Promise<void> {
    const runId = this.#runId;
    if (runId === null) return;
    this.problem = null;
    try {
      await ask(runId);
    } catch (error) {
      if (runId === this.#runId) this.problem = errorText(error);
    }
  }
}
