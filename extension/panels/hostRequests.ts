/** What the host does when a webview asks it: open sources and features, colour the editor, copy, run commands. */
import * as vscode from 'vscode';
import { openSource } from '../editor/openSource.ts';
import type { Services } from '../services.ts';
import type { HostRequestHandlers } from './webviewBridge.ts';

/** @param services read when a request comes, since the panels are part of it. */
export function hostRequestHandlers(services: () => Services): HostRequestHandlers {
  return {
    'host/openSource': async (params) => {
      const { engine, context } = services();
      const run = await engine.request('runs/get', { runId: params.runId });
      const starterCorpus = vscode.Uri.joinPath(context.extensionUri, 'media', 'starter-corpus').fsPath;
      await openSource(run, starterCorpus, params);
    },
    'host/highlightFeature': ({ featureIndex }) => {
      services().inspector.highlight(featureIndex);
      return Promise.resolve();
    },
    'host/attribute': (params) => services().inspector.attribute(params),
    'host/openFeature': ({ runId, index }) => {
      const column = vscode.window.activeTextEditor ? vscode.ViewColumn.Beside : vscode.ViewColumn.Active;
      services().panels.show({ view: 'explorer', runId, featureIndex: index, query: '' }, column);
      return Promise.resolve();
    },
    'host/insertText': ({ text }) => services().lastEditor.insert(text),
    'host/copy': async ({ text }) => {
      await vscode.env.clipboard.writeText(text);
    },
    'host/executeCommand': async ({ command, args }) => {
      await vscode.commands.executeCommand(command, ...args);
    },
  };
}
