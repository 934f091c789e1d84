/** The text editor that was used last: while a panel has the keyboard, VS Code has no active one. */
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { EngineError } from '../../link/engineError.ts';
import { Owner } from '../disposable.ts';
import { promptBefore } from '../text/promptBefore.ts';

export class LastEditor extends Owner {
  #last: vscode.TextEditor | undefined = vscode.window.activeTextEditor;

  constructor() {
    super();
    this.own(
      vscode.window.onDidChangeActiveTextEditor((editor) => {
        if (editor && isText(editor.document)) this.#last = editor;
      }),
    );
  }

  /** The selected text of the active editor, or the text before its cursor; null where no editor is active. */
  prompt(): string | null {
    const editor = vscode.window.activeTextEditor;
    if (!editor || !isText(editor.document)) return null;
    const { document, selection } = editor;
    return promptBefore(
      document.getText(),
      document.offsetAt(selection.start),
      document.offsetAt(selection.end),
    );
  }

  /**
   * Puts text behind the selection, as one edit that one undo takes back, and shows it.
   * @throws EngineError where no editor was used, or its document is closed or cannot be edited
   */
  async insert(text: string): Promise<void> {
    const last = this.#last;
    if (!last || last.document.isClosed)
      throw new EngineError(
        'notFound',
        l10n.t(
          'There is no text editor to insert into. Open one, and put the cursor where the text is to go.',
        ),
      );
    const { selection } = last;
    const editor = await vscode.window.showTextDocument(last.document, {
      selection,
      ...(last.viewColumn === undefined ? {} : { viewColumn: last.viewColumn }),
    });
    const done = await editor.edit((edit) => {
      edit.insert(selection.end, text);
    });
    if (!done)
      throw new EngineError(
        'invalidRequest',
        l10n.t(
          '{0} cannot be edited. Copy the text instead.',
          vscode.workspace.asRelativePath(last.document.uri),
        ),
      );
  }
}

/** Output channels and the like are documents too. */
function isText({ uri }: vscode.TextDocument): boolean {
  return uri.scheme !== 'output';
}
