/** The inspector below the editor: shows what Inspect Selection found. */
import * as vscode from 'vscode';
import type { WebviewState } from '../../protocol/webviewMessages.ts';
import { Owner } from '../disposable.ts';
import type { EngineClient } from '../engine/engineClient.ts';
import { renderWebview } from './renderWebview.ts';
import { WebviewBridge, type HostRequestHandlers } from './webviewBridge.ts';

export const INSPECTOR_VIEW = 'monosema.inspector';

export type InspectorState = Extract<WebviewState, { view: 'inspector' }>;

const NOTHING: InspectorState = { view: 'inspector', result: null, featureIndex: null, problem: null };

export class InspectorView extends Owner implements vscode.WebviewViewProvider {
  #view: vscode.WebviewView | null = null;
  #bridge: WebviewBridge | null = null;
  #waiting: InspectorState | null = null;
  #busy = 0;

  constructor(
    private readonly extensionUri: vscode.Uri,
    private readonly engine: EngineClient,
    private readonly handlers: HostRequestHandlers,
    private readonly note: (error: unknown) => void,
  ) {
    super();
    this.own(vscode.window.registerWebviewViewProvider(INSPECTOR_VIEW, this));
    this.own({ dispose: () => this.#bridge?.dispose() });
  }

  resolveWebviewView(view: vscode.WebviewView, context: vscode.WebviewViewResolveContext): void {
    const port = renderWebview(view.webview, this.extensionUri, 'inspector', view.title ?? '');
    const bridge = new WebviewBridge(port, this.engine, this.handlers, this.note);
    this.#view = view;
    this.#bridge = bridge;
    view.onDidChangeVisibility(() => {
      bridge.setVisible(view.visible);
    });
    view.onDidDispose(() => {
      bridge.dispose();
      if (this.#view === view) this.#view = this.#bridge = null;
    });
    const isEmpty = context.state === undefined && this.#busy === 0;
    const state = this.#waiting ?? (isEmpty ? NOTHING : null);
    this.#waiting = null;
    if (state) bridge.show(state);
  }

  show(state: InspectorState): void {
    if (this.#bridge) this.#bridge.show(state);
    else this.#waiting = state;
  }

  /** Shows in the view's header that it is waiting for `working`. */
  showBusy(working: Promise<unknown>): void {
    this.#busy += 1;
    const done = working.finally(() => {
      this.#busy -= 1;
    });
    void vscode.window.withProgress({ location: { viewId: INSPECTOR_VIEW } }, () => done);
  }

  /** Brings the view up; the keyboard stays in the editor where VS Code allows it. */
  async reveal(): Promise<void> {
    if (this.#view) this.#view.show(true);
    else await vscode.commands.executeCommand(`${INSPECTOR_VIEW}.focus`, { preserveFocus: true });
  }
}
