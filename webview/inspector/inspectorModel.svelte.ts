/** The inspector's state: the last inspection, the feature that grades its tokens, the token looked at. */
import type { AttributionRequest, AttributionResult } from '../../protocol/attribution.ts';
import type { InspectedFeature, InspectResult } from '../../protocol/inspection.ts';
import type { WebviewState } from '../../protocol/webviewMessages.ts';
import { errorText } from '../lib/errorText.ts';
import { host, savedState, saveState } from '../lib/host.ts';

/** A question that was asked of a token, and what became of it: neither a result nor a problem while it is being answered. */
export interface Attribution {
  asked: Pick<AttributionRequest, 'token' | 'asked' | 'scope'>;
  result: AttributionResult | null;
  problem: string | null;
}

type InspectorState = Extract<WebviewState, { view: 'inspector' }>;

export class InspectorModel {
  result = $state.raw<InspectResult | null>(null);
  /** What went wrong with the inspection, or with the last thing asked of the host. */
  problem = $state<string | null>(null);
  featureIndex = $state<number | null>(null);
  /** Position of the token whose numbers are shown. */
  tokenPosition = $state<number | null>(null);
  attribution = $state.raw<Attribution | null>(null);
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

  openFeature(index = this.feature?.row.index): void {
    const runId = this.result?.runId;
    if (index === undefined || runId == null) return;
    void this.#ask(() => host.hostRequest('host/openFeature', { runId, index }));
  }

  /** Which features raised a token; an answer to an older question is dropped. */
  async attribute(asked: Attribution['asked']): Promise<void> {
    const waiting: Attribution = { asked, result: null, problem: null };
    this.attribution = waiting;
    const answer = await host
      .hostRequest('host/attribute', asked)
      .then((result) => ({ ...waiting, result }))
      .catch((error: unknown) => ({ ...waiting, problem: errorText(error) }));
    if (this.attribution === waiting) this.attribution = answer;
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
    this.attribution = null;
    this.#save();
  }

  #save(): void {
    const { result, problem, featureIndex } = this;
    saveState({ view: 'inspector', result, featureIndex, problem } satisfies InspectorState);
  }
}
