/** The explorer, training, experiment, hook point and steering panels: one per kind and subject, brought back after a reload of the window. */
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { ExperimentName } from '../../protocol/experiment.ts';
import { Owner } from '../disposable.ts';
import { Emitter } from '../emitter.ts';
import type { EngineClient } from '../engine/engineClient.ts';
import type { RunStore } from '../state/runStore.ts';
import { experimentLabel } from '../text/experimentWords.ts';
import { renderWebview } from './renderWebview.ts';
import { WebviewBridge, type HostRequestHandlers } from './webviewBridge.ts';
import { panelState, type PanelState } from './webviewMessageSchema.ts';

const VIEW_TYPES = {
  explorer: 'monosema.explorer',
  training: 'monosema.training',
  experiment: 'monosema.experiment',
  hookPicker: 'monosema.hookPicker',
  steering: 'monosema.steering',
} as const;
const VIEWS = [
  'explorer',
  'training',
  'experiment',
  'hookPicker',
  'steering',
] as const satisfies readonly (keyof typeof VIEW_TYPES)[];

const EXPERIMENTS = [
  'recovery',
  'resonance',
  'robustness',
  'consistency',
  'ladder',
  'compare',
  'monosemanticity',
  'splice',
] as const satisfies readonly ExperimentName[];

interface OpenPanel {
  panel: vscode.WebviewPanel;
  bridge: WebviewBridge;
  state: PanelState;
}

export class WebviewPanels extends Owner {
  readonly #open = new Set<OpenPanel>();
  readonly #closed = this.own(new Emitter<PanelState>());

  /** A panel was closed, by the user or by us. */
  readonly onDidClose = this.#closed.on;

  constructor(
    private readonly extensionUri: vscode.Uri,
    private readonly engine: EngineClient,
    private readonly runs: RunStore,
    private readonly handlers: HostRequestHandlers,
    private readonly note: (error: unknown) => void,
  ) {
    super();
    for (const view of VIEWS)
      this.own(
        vscode.window.registerWebviewPanelSerializer(VIEW_TYPES[view], {
          deserializeWebviewPanel: (panel, state) => {
            this.#restore(view, panel, state);
            return Promise.resolve();
          },
        }),
      );
    this.own(
      runs.onChange(() => {
        for (const { panel, state } of this.#open) panel.title = this.#title(state);
      }),
    );
  }

  /** Reveals the panel of the same view and run or report, or opens one. */
  show(state: PanelState, column: vscode.ViewColumn = vscode.ViewColumn.Active): void {
    const open = [...this.#open].find(
      (one) => one.state.view === state.view && subjectOf(one.state) === subjectOf(state),
    );
    if (open) {
      open.panel.reveal();
      open.state = state;
      open.bridge.show(state);
      return;
    }
    const panel = vscode.window.createWebviewPanel(VIEW_TYPES[state.view], this.#title(state), column, {
      enableFindWidget: true,
      // Text goes on being written while its panel is behind another.
      retainContextWhenHidden: state.view === 'steering',
    });
    this.#adopt(panel, state).show(state);
  }

  closeOf(runId: string): void {
    for (const { panel, state } of [...this.#open])
      if ('runId' in state && state.runId === runId) panel.dispose();
  }

  /** The map of a model's hook points. */
  closeMapOf(folder: string): void {
    for (const { panel, state } of [...this.#open])
      if (state.view === 'hookPicker' && state.folder === folder) panel.dispose();
  }

  override dispose(): void {
    // Panels stay in the window for the next activation to restore; only what this extension host holds ends.
    for (const { bridge } of this.#open) bridge.dispose();
    super.dispose();
  }

  /** The webview restores itself from its own state; without one it is told to show the default. */
  #restore(view: PanelState['view'], panel: vscode.WebviewPanel, saved: unknown): void {
    const parsed = panelState.safeParse(saved);
    if (parsed.success && parsed.data.view === view) {
      // The steps that waited for a choice ended with the window.
      const state = parsed.data.view === 'hookPicker' ? { ...parsed.data, inFlow: false } : parsed.data;
      this.#adopt(panel, state).show(state);
      return;
    }
    if (view !== 'explorer') {
      panel.dispose();
      return;
    }
    const state = { view, runId: null, featureIndex: null, query: '' };
    this.#adopt(panel, state).show(state);
  }

  #adopt(panel: vscode.WebviewPanel, state: PanelState): WebviewBridge {
    panel.iconPath = vscode.Uri.joinPath(this.extensionUri, 'media', 'icons', 'monosema-tab.svg');
    const port = renderWebview(panel.webview, this.extensionUri, state.view, panel.title);
    const bridge = new WebviewBridge(port, this.engine, this.handlers, this.note);
    const open = { panel, bridge, state };
    this.#open.add(open);
    panel.onDidChangeViewState(() => {
      bridge.setVisible(panel.visible);
    });
    panel.onDidDispose(() => {
      this.#open.delete(open);
      bridge.dispose();
      this.#closed.fire(open.state);
    });
    return bridge;
  }

  #title(state: PanelState): string {
    if (state.view === 'hookPicker') return l10n.t('Hook Points: {0}', lastPart(state.folder));
    if (state.view === 'experiment') return l10n.t('Experiment: {0}', experimentName(state.folder));
    const name = state.runId === null ? null : (this.runs.get(state.runId)?.name ?? state.runId);
    if (state.view === 'training') return l10n.t('Training: {0}', name ?? '');
    if (state.view === 'steering') return l10n.t('Steering: {0}', name ?? '');
    return name === null ? l10n.t('Features') : l10n.t('Features: {0}', name);
  }
}

/** What a panel is about, within its kind of view. */
function subjectOf(state: PanelState): string | null {
  return 'folder' in state ? state.folder : state.runId;
}

function lastPart(folder: string): string {
  return folder.split(/[\\/]/).filter(Boolean).at(-1) ?? folder;
}

/** The storage names folders after their experiment; any other folder goes by its own name. */
function experimentName(folder: string): string {
  const name = lastPart(folder);
  const experiment = EXPERIMENTS.find((one) => name === one || name.startsWith(`${one}-`));
  return experiment === undefined ? name : experimentLabel(experiment);
}
