/** The steering panel's state: the run, its steering features, the prompt, and the two texts as they are written. */
import type { FeatureRow } from '../../protocol/feature.ts';
import type {
  GeneratedSide,
  GenerateProgress,
  GenerateResult,
  SteeredFeature,
} from '../../protocol/generation.ts';
import type { RunSummary } from '../../protocol/run.ts';
import { errorText } from '../lib/errorText.ts';
import { host, laterSaver, savedState } from '../lib/host.ts';
import { RequestError } from '../lib/messageChannel.ts';
import { afterShow, parseSteeringState, withFeature } from './steeringState.ts';
import type { Written } from './steeringState.ts';

export type Phase = 'idle' | 'opening' | 'writing' | 'stopping';

const NOTHING: Written = { text: '', tokens: 0, seconds: 0, finish: null };
/** Features offered while one searches. */
const OFFERED = 8;

export class SteeringModel {
  runs = $state.raw<RunSummary[] | null>(null);
  runsProblem = $state<string | null>(null);
  phase = $state<Phase>('idle');
  /** What went wrong with the last text, or with the last thing asked of the host. */
  problem = $state<string | null>(null);
  /** Rows of the steering features, by index; filled as they come. */
  rows = $state<Record<number, FeatureRow>>({});
  /** The last result's facts: device, hook point, warnings. */
  result = $state.raw<GenerateResult | null>(null);
  /** What survives a reload. */
  kept = $state(parseSteeringState(savedState()));
  readonly run = $derived(this.runs?.find(({ id }) => id === this.kept.runId) ?? null);
  readonly isBusy = $derived(this.phase !== 'idle');
  readonly #saveLater = laterSaver(200);
  #generation: string | null = null;

  start(): void {
    host.onShow((view) => {
      if (view.view !== 'steering') return;
      const isOther = view.runId !== this.kept.runId;
      if (isOther) this.stop();
      this.kept = afterShow(this.kept, view);
      if (isOther) this.#forgetRun();
      this.#loadRows();
    });
    host.onNotification('generate/progress', (progress) => {
      if (progress.id === this.#generation) this.#take(progress);
    });
    host.onNotification('runs/changed', (run) => {
      this.runs = this.runs?.map((one) => (one.id === run.id ? run : one)) ?? null;
    });
    host.onNotification('runs/deleted', ({ runId }) => {
      this.runs = this.runs?.filter(({ id }) => id !== runId) ?? null;
    });
    host.ready();
    void this.loadRuns();
    this.#loadRows();
  }

  save(): void {
    this.#saveLater($state.snapshot(this.kept));
  }

  async loadRuns(): Promise<void> {
    this.runsProblem = null;
    try {
      const runs = await host.request('runs/list', null);
      this.runs = runs.filter(({ indexStep }) => indexStep !== null);
      this.kept.runId ??= this.runs[0]?.id ?? null;
    } catch (error) {
      this.runsProblem = errorText(error);
    }
  }

  chooseRun(runId: string): void {
    if (runId === this.kept.runId) return;
    this.stop();
    this.kept = { ...this.kept, runId, features: [], written: null };
    this.#forgetRun();
  }

  addFeature(row: FeatureRow): void {
    this.rows[row.index] = row;
    this.kept.features = withFeature(this.kept.features, row.index);
  }

  changeFeature(changed: SteeredFeature): void {
    this.kept.features = this.kept.features.map((one) => (one.index === changed.index ? changed : one));
  }

  removeFeature(index: number): void {
    this.kept.features = this.kept.features.filter((one) => one.index !== index);
  }

  /** Features by number, label or tokens; throws what the engine says. */
  async search(text: string): Promise<FeatureRow[]> {
    const { runId } = this.kept;
    if (runId === null || text.trim() === '') return [];
    if (/^\s*\d+\s*$/.test(text)) {
      const index = Number(text);
      if (this.run && index >= this.run.request.sae.dSae) return [];
      return [(await host.request('features/get', { runId, index })).row];
    }
    const sort = { key: 'maxActivation', descending: true } as const;
    const page = await host.request('features/page', { runId, query: text, sort, offset: 0, limit: OFFERED });
    return page.rows;
  }

  async generate(): Promise<void> {
    const { runId, prompt, features, sampling, steerPrompt } = $state.snapshot(this.kept);
    if (runId === null || this.isBusy) return;
    const id = crypto.randomUUID();
    this.#generation = id;
    this.phase = 'opening';
    this.problem = null;
    this.result = null;
    this.kept.written = { unsteered: NOTHING, steered: NOTHING };
    try {
      const steering = { features, steerPrompt };
      const result = await host.request('generate/start', { id, runId, prompt, sampling, steering });
      if (this.#generation === id) this.#finish(result);
    } catch (error) {
      if (this.#generation === id) this.#fail(error);
    } finally {
      if (this.#generation === id) this.#end();
    }
  }

  /** What is written so far stays. */
  stop(): void {
    const id = this.#generation;
    if (id === null || this.phase === 'stopping') return;
    this.phase = 'stopping';
    void this.attempt(() => host.request('generate/stop', { id }));
  }

  insert(side: GeneratedSide): void {
    const text = this.kept.written?.[side].text ?? '';
    void this.attempt(() => host.hostRequest('host/insertText', { text }));
  }

  copy(side: GeneratedSide): void {
    const text = this.kept.written?.[side].text ?? '';
    void this.attempt(() => host.hostRequest('host/copy', { text }));
  }

  openFeature(index: number): void {
    const { runId } = this.kept;
    if (runId !== null) void this.attempt(() => host.hostRequest('host/openFeature', { runId, index }));
  }

  execute(command: string): void {
    void this.attempt(() => host.hostRequest('host/executeCommand', { command, args: [] }));
  }

  async attempt(action: () => Promise<unknown>): Promise<void> {
    try {
      await action();
    } catch (error) {
      this.problem = errorText(error);
    }
  }

  #take({ phase, side, text, tokens, seconds }: GenerateProgress): void {
    const { written } = this.kept;
    if (phase === 'opening' || !written) return;
    if (this.phase === 'opening') this.phase = 'writing';
    const before = written[side];
    written[side] = { ...before, text: before.text + text, tokens, seconds };
  }

  #finish(result: GenerateResult): void {
    this.result = result;
    this.kept.written = { unsteered: result.unsteered, steered: result.steered ?? result.unsteered };
  }

  /** A model process that had to be killed to stop has no result; what came before is there. */
  #fail(error: unknown): void {
    const isStopped =
      this.phase === 'stopping' && error instanceof RequestError && error.code === 'cancelled';
    if (!isStopped) this.problem = errorText(error);
  }

  #end(): void {
    const { written } = this.kept;
    for (const side of ['unsteered', 'steered'] as const)
      if (written) written[side] = { ...written[side], finish: written[side].finish ?? 'cancelled' };
    this.#generation = null;
    this.phase = 'idle';
  }

  #forgetRun(): void {
    this.rows = {};
    this.result = null;
    this.problem = null;
  }

  /** Names of the features that a reload, or the host, brought. */
  #loadRows(): void {
    const { runId, features } = this.kept;
    if (runId === null) return;
    for (const { index } of features.filter((one) => !(one.index in this.rows)))
      void this.attempt(async () => {
        const { row } = await host.request('features/get', { runId, index });
        if (this.kept.runId === runId) this.rows[index] = row;
      });
  }
}
