/** The inspector's state: the last inspection, the feature that grades its tokens, the token looked at. */
import type { InspectedFeature, InspectResult } from '../../protocol/inspection.ts';
import type { WebviewState } from '../../protocol/webviewMessages.ts';
import { errorText } from '../lib/errorText.ts';
import { host, savedState, saveState } from '../lib/host.ts';

type InspectorState = Extract<WebviewState, { view: 'inspector' }>;

export class InspectorModel {
  result = $state.raw<InspectResult | null>(null);
  /** What went wrong with the inspection, or with the last thing asked of the host. */
  problem = $state<string | null>(null);
  featureIndex = $state<number | null>(null);
  /** Position of the token whose numbers are shown. */
  tokenPosition = $state<number | null>(null);
  readonly feature = $derived.by((): InspectedFeature | null => {
    const { featureIndex } = this;
    return this.result?.features.find(({ row }) => row.index === featureIndex) ?? null;
  });

  start(): void {
    const saved = savedState();
    // Written by this page from a message of the host's; nothing else writes it.
    if (saved?.['view'] === 'inspector') this.#take(saved as unknown as InspectorState);
    host.onShow((view) => {
      if (view.view === 'inspector') this.#take(view);
    });
    host.ready();
  }

  /** Grades the tokens here and in the editor by a feature; null takes the colours away. */
  choose(featureIndex: number | null): void {
    if (featureIndex === this.featureIndex) return;
    this.featureIndex = featureIndex;
    this.#save();
    void this.#ask(() => host.hostRequest('host/highlightFeature', { featureIndex }));
  }

  openFeature(): void {
    const { feature, result } = this;
    if (!feature || result?.runId == null) return;
    const { runId } = result;
    void this.#ask(() => host.hostRequest('host/openFeature', { runId, index: feature.row.index }));
  }

  execute(command: string): void {
    void this.#ask(() => host.hostRequest('host/executeCommand', { command, args: [] }));
  }

  async #ask(request: () => Promise<null>): Promise<void> {
    try {
      await request();
    } catch (error) {
      this.problem = errorText(error);
    }
  }

  #take(state: InspectorState): void {
    this.result = state.result;
    this.problem = state.problem;
    this.featureIndex = state.featureIndex;
    this.tokenPosition = null;
    this.#save();
  }

  #save(): void {
    const { result, problem, featureIndex } = this;
    saveState({ view: 'inspector', result, featureIndex, problem } satisfies InspectorState);
  }
}
