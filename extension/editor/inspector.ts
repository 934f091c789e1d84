/**
 * Inspect Selection: sends the document as the editor holds it (unsaved edits and line ends included) to the engine, shows the
 * answer below the editor, and colours the editor's tokens by the feature that is chosen there.
 */
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { AttributionRequest, AttributionResult } from '../../protocol/attribution.ts';
import type { InspectRequest, InspectResult } from '../../protocol/inspection.ts';
import { Owner } from '../disposable.ts';
import type { EngineApi } from '../engine/engineClient.ts';
import { EngineError } from '../../link/engineError.ts';
import { describeError, isCancelled } from '../engine/describeError.ts';
import type { InspectorState, InspectorView } from '../panels/inspectorView.ts';
import { withSlowProgress } from '../progress.ts';
import type { InspectTarget } from '../state/inspectTarget.ts';
import { activationSpans } from './activationSpans.ts';
import type { FeatureHighlights } from './featureHighlights.ts';

/** Features asked for; the inspector lists them strongest first. */
const FEATURE_LIMIT = 200;

interface Inspected {
  document: vscode.TextDocument;
  version: number;
  result: InspectResult;
}

export class Inspector extends Owner {
  #current: Inspected | null = null;
  #running: AbortController | null = null;
  #asking: AbortController | null = null;

  constructor(
    private readonly engine: EngineApi,
    private readonly view: Pick<InspectorView, 'show' | 'showBusy' | 'reveal'>,
    private readonly highlights: FeatureHighlights,
    private readonly findTarget: () => Promise<InspectTarget | null>,
  ) {
    super();
    this.own({ dispose: () => this.#running?.abort() });
    this.own({ dispose: () => this.#asking?.abort() });
    this.own(
      highlights.onClear(() => {
        if (this.#current) this.view.show(state(this.#current.result));
      }),
    );
  }

  /** Inspects the selection, or the line of the cursor where nothing is selected. A newer call ends an older one. */
  async inspect(editor: vscode.TextEditor): Promise<void> {
    const { document } = editor;
    const target = await this.findTarget();
    if (!target) throw noTarget();
    const request = inspectRequest(document, selectedRange(editor), target);
    const version = document.version;
    this.#running?.abort();
    const running = new AbortController();
    this.#running = running;
    this.#current = null;
    this.highlights.clear();
    try {
      const title = l10n.t('Inspecting with {0}…', target.kind === 'run' ? target.run.name : target.name);
      const asking = this.engine.request('inspect/text', request, running.signal);
      this.view.showBusy(asking.catch(() => undefined));
      await this.view.reveal();
      const result = await withSlowProgress(title, running, asking);
      if (this.#running !== running) return;
      this.#current = { document, version, result };
      this.view.show(state(result));
    } catch (error) {
      if (this.#running !== running) return;
      const problem = isCancelled(error) ? null : describeError(error).message;
      this.view.show({ ...state(null), problem });
      throw error;
    }
  }

  /** Colours the inspected text by a feature of the last result; null clears. */
  highlight(featureIndex: number | null): void {
    if (featureIndex === null) {
      this.highlights.clear();
      return;
    }
    const { document, version, result } = this.#currentOrThrow();
    const feature = result.features.find(({ row }) => row.index === featureIndex);
    if (!feature)
      throw new EngineError(
        'notFound',
        l10n.t('Feature {0} is not among those of the selection.', featureIndex),
      );
    this.highlights.show({
      document,
      version,
      feature: { run: result.runId ?? '', index: featureIndex },
      label: feature.row.label,
      max: feature.row.maxActivation,
      spans: activationSpans(result.tokens, feature),
    });
  }

  /** Which features raised a token of the inspected text. A newer question ends an older one. */
  async attribute(asked: Pick<AttributionRequest, 'token' | 'asked' | 'scope'>): Promise<AttributionResult> {
    const { document, result } = this.#currentOrThrow();
    if (result.runId === null)
      throw new EngineError('invalidRequest', l10n.t('This text was inspected without an SAE.'));
    this.#asking?.abort();
    const asking = new AbortController();
    this.#asking = asking;
    const request = { runId: result.runId, text: document.getText(), ...asked };
    const answer = this.engine.request('inspect/attribute', request, asking.signal);
    this.view.showBusy(answer.catch(() => undefined));
    return answer;
  }

  #currentOrThrow(): Inspected {
    const current = this.#current;
    if (!current)
      throw new EngineError(
        'notFound',
        l10n.t('This inspection is of an earlier session. Inspect the text again.'),
      );
    if (current.document.isClosed)
      throw new EngineError(
        'notFound',
        l10n.t('The inspected document is closed. Open it and inspect it again.'),
      );
    if (current.document.version !== current.version)
      throw new EngineError(
        'invalidRequest',
        l10n.t('The text has changed since it was inspected. Inspect it again.'),
      );
    return current;
  }
}

function state(result: InspectResult | null): InspectorState {
  return { view: 'inspector', result, featureIndex: null, problem: null };
}

function selectedRange({ document, selection }: vscode.TextEditor): vscode.Range {
  return selection.isEmpty ? document.lineAt(selection.active.line).range : selection;
}

function inspectRequest(
  document: vscode.TextDocument,
  range: vscode.Range,
  target: InspectTarget,
): InspectRequest {
  const selection = { start: document.offsetAt(range.start), end: document.offsetAt(range.end) };
  if (selection.start === selection.end)
    throw new EngineError('invalidRequest', l10n.t('This line is empty: select some text to inspect.'));
  const text = { text: document.getText(), selection, limit: FEATURE_LIMIT };
  return target.kind === 'run'
    ? { runId: target.run.id, ...text }
    : { modelFolder: target.folder, hookPoint: target.hookPoint, ...text };
}

function noTarget(): EngineError {
  return new EngineError(
    'notFound',
    l10n.t('There is no model to inspect with. Run "Monosema: Choose Model…" and choose a model folder.'),
  );
}
