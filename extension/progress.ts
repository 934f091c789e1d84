/** Progress for work that is usually quick: a notification with Cancel, but only once it has taken a while. */
import * as vscode from 'vscode';

const SLOW_MS = 1500;

/** Waits for `working`; the user's Cancel aborts `controller`. */
export async function withSlowProgress<T>(
  title: string,
  controller: AbortController,
  working: Promise<T>,
): Promise<T> {
  const timer = setTimeout(() => void showUntilDone(title, controller, working), SLOW_MS);
  try {
    return await working;
  } finally {
    clearTimeout(timer);
  }
}

async function showUntilDone(
  title: string,
  controller: AbortController,
  working: Promise<unknown>,
): Promise<void> {
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  await vscode.window.withProgress(options, async (_progress, token) => {
    token.onCancellationRequested(() => {
      controller.abort();
    });
    // The caller handles the outcome.
    await working.catch(() => undefined);
  });
}
