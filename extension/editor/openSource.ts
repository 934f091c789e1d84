/** From a feature's example back to the text it came from. */
import * as path from 'node:path';
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { HostRequests } from '../../protocol/webviewMessages.ts';
import type { RunSummary } from '../../protocol/run.ts';
import { EngineError } from '../../link/engineError.ts';
import { lineAndCharacterAt } from '../text/sourcePosition.ts';
import { sourcePath } from './sourcePath.ts';

/** Opens the source beside the explorer and selects the example's range. */
export async function openSource(
  run: RunSummary,
  starterCorpus: string,
  { source, range }: HostRequests['host/openSource']['params'],
): Promise<void> {
  const file = sourcePath(run.request.corpus, starterCorpus, source, path);
  if (file === null)
    throw new EngineError('notFound', l10n.t('{0} is not part of the corpus of {1}.', source, run.name));
  const uri = vscode.Uri.file(file);
  const text = await readText(uri);
  const document = await vscode.workspace.openTextDocument(uri);
  const editor = await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.Beside });
  if (!range) return;
  const [start, end] = [lineAndCharacterAt(text, range.start), lineAndCharacterAt(text, range.end)];
  const selection = new vscode.Selection(start.line, start.character, end.line, end.character);
  editor.selection = selection;
  editor.revealRange(selection, vscode.TextEditorRevealType.InCenter);
}

async function readText(uri: vscode.Uri): Promise<string> {
  try {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch (error) {
    throw new EngineError(
      'notFound',
      l10n.t(
        'The source {0} cannot be read: it may have been moved since training. {1}',
        uri.fsPath,
        error instanceof Error ? error.message : String(error),
      ),
    );
  }
}
