/** The page's one link to VS Code: requests, notifications, and the state that survives a reload. */
import type { ToWebview } from '../../protocol/webviewMessages.ts';
import { MessageChannel } from './messageChannel.ts';

interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}
declare function acquireVsCodeApi(): VsCodeApi;

const api = acquireVsCodeApi();

export const host = new MessageChannel((message) => {
  api.postMessage(message);
});

window.addEventListener('message', (event: MessageEvent<unknown>) => {
  if (isToWebview(event.data)) host.receive(event.data);
});

/** The state kept by `saveState`, or null on first opening. Callers parse it: an older version may have written it. */
export function savedState(): Record<string, unknown> | null {
  const state = api.getState();
  return typeof state === 'object' && state !== null ? (state as Record<string, unknown>) : null;
}

export function saveState(state: object): void {
  // Svelte's state proxies cannot be cloned; JSON is what the host keeps anyway.
  api.setState(JSON.parse(JSON.stringify(state)));
}

/** Saves at most every so often, for state that changes while scrolling; nothing is lost when the page goes. */
export function laterSaver(milliseconds: number): (state: object) => void {
  let waiting: object | null = null;
  const save = () => {
    if (waiting) saveState(waiting);
    waiting = null;
  };
  window.addEventListener('pagehide', save);
  return (state) => {
    if (!waiting) setTimeout(save, milliseconds);
    waiting = state;
  };
}

function isToWebview(data: unknown): data is ToWebview {
  return typeof data === 'object' && data !== null && 'kind' in data;
}
