/** The access token of the hub, for repositories that ask for one: in VS Code's secret storage, never in settings, logs or messages. */
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Services } from '../../services.ts';

const KEY = 'monosema.hubToken';

/** As a part of a request. */
export async function tokenParam({ context }: Services): Promise<{ token?: string }> {
  const token = await context.secrets.get(KEY);
  return token === undefined ? {} : { token };
}

/**
 * Says why a token is wanted and asks for one. Whether there is a new one.
 * @param problem the engine's words, which name the page where the terms are
 */
export async function askForToken({ context }: Services, problem: string, url: string): Promise<boolean> {
  const enter = l10n.t('Enter Access Token…');
  const page = l10n.t('Open Page');
  for (;;) {
    const answer = await vscode.window.showWarningMessage(problem, { modal: true }, enter, page);
    if (answer === page) {
      await vscode.env.openExternal(vscode.Uri.parse(url));
      continue;
    }
    if (answer !== enter) return false;
    const token = await vscode.window.showInputBox({
      title: l10n.t('Access Token of the Hub'),
      prompt: l10n.t(
        'From the settings of your account there. It is kept in the secret storage of VS Code; empty removes it.',
      ),
      password: true,
      ignoreFocusOut: true,
    });
    if (token === undefined) continue;
    if (token.trim() === '') {
      await context.secrets.delete(KEY);
      return false;
    }
    await context.secrets.store(KEY, token.trim());
    return true;
  }
}
