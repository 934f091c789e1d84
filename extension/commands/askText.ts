/** One step of a multi-step flow that asks for text: checked as it is typed, with Back. */
import * as vscode from 'vscode';
import { Disposables } from '../../link/disposable.ts';
import type { PickResult } from './pickOne.ts';
import type { Place } from './train/quickFlow.ts';

export interface TextOptions<T> {
  title: string;
  prompt: string;
  value: string;
  place?: Place;
  /** The value, or what is wrong with the text. */
  parse(text: string): { value: T; note?: string } | { problem: string };
}

export async function askText<T>(options: TextOptions<T>): Promise<PickResult<T>> {
  const store = new Disposables();
  const box = store.own(vscode.window.createInputBox());
  prepare(box, options);
  const judge = (): T | undefined => {
    const parsed = options.parse(box.value);
    const isWrong = 'problem' in parsed;
    const message = isWrong ? parsed.problem : (parsed.note ?? '');
    const severity = isWrong
      ? vscode.InputBoxValidationSeverity.Error
      : vscode.InputBoxValidationSeverity.Info;
    box.validationMessage = message === '' ? undefined : { message, severity };
    return isWrong ? undefined : parsed.value;
  };
  try {
    return await new Promise<PickResult<T>>((resolve) => {
      store.own(box.onDidChangeValue(judge));
      store.own(
        box.onDidTriggerButton(() => {
          resolve({ kind: 'back' });
        }),
      );
      store.own(
        box.onDidHide(() => {
          resolve({ kind: 'cancelled' });
        }),
      );
      store.own(
        box.onDidAccept(() => {
          const value = judge();
          if (value !== undefined) resolve({ kind: 'picked', value });
        }),
      );
      judge();
      box.show();
    });
  } finally {
    store.dispose();
  }
}

function prepare(
  box: vscode.InputBox,
  { title, prompt, value, place }: Omit<TextOptions<unknown>, 'parse'>,
): void {
  box.title = title;
  box.prompt = prompt;
  box.value = value;
  box.valueSelection = [0, value.length];
  box.ignoreFocusOut = true;
  if (!place) return;
  box.step = place.step;
  box.totalSteps = place.total;
  if (place.canGoBack) box.buttons = [vscode.QuickInputButtons.Back];
}
