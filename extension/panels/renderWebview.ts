/** Fills a vscode webview with its page and gives the bridge a port to it. */
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { WebviewPort } from './webviewBridge.ts';
import { webviewHtml, type WebviewName } from './webviewHtml.ts';

export function renderWebview(
  webview: vscode.Webview,
  extensionUri: vscode.Uri,
  name: WebviewName,
  title: string,
): WebviewPort {
  const root = vscode.Uri.joinPath(extensionUri, 'dist', 'webview');
  const file = (fileName: string): string =>
    webview.asWebviewUri(vscode.Uri.joinPath(root, fileName)).toString();
  webview.options = { enableScripts: true, localResourceRoots: [root] };
  webview.html = webviewHtml({
    name,
    title,
    cspSource: webview.cspSource,
    scriptUri: file(`${name}.js`),
    styleUri: file(`${name}.css`),
    nonce: randomBytes(16).toString('base64url'),
    language: vscode.env.language,
    strings: vscode.l10n.bundle ?? {},
  });
  return {
    // A webview that closed in the meantime does not take the message, which is all right.
    post: (message) => void webview.postMessage(message).then(undefined, () => undefined),
    onMessage: (listener) => webview.onDidReceiveMessage(listener),
  };
}
