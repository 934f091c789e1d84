/** What commands and views share. Made once by `activate`, ended with the extension. */
import type * as vscode from 'vscode';
import type { EngineClient } from './engine/engineClient.ts';
import type { Inspector } from './editor/inspector.ts';
import type { LastEditor } from './editor/lastEditor.ts';
import type { ErrorReporter } from './errorReporter.ts';
import type { HookMap } from './panels/hookMap.ts';
import type { WebviewPanels } from './panels/webviewPanels.ts';
import type { ModelStore } from './state/modelStore.ts';
import type { PersistentState } from './state/persistentState.ts';
import type { RunStore } from './state/runStore.ts';

export interface Services {
  readonly context: vscode.ExtensionContext;
  readonly log: vscode.LogOutputChannel;
  readonly errors: ErrorReporter;
  readonly engine: EngineClient;
  readonly runs: RunStore;
  readonly models: ModelStore;
  readonly state: PersistentState;
  readonly panels: WebviewPanels;
  readonly hookMap: HookMap;
  readonly inspector: Inspector;
  readonly lastEditor: LastEditor;
}
