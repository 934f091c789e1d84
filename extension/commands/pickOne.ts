/** One step of a multi-step quick pick: items that may arrive late, Back, and an outcome that says which way to go. */
import * as vscode from 'vscode';
import { Disposables } from '../../link/disposable.ts';
import type { Place } from './train/quickFlow.ts';

export type PickItem<T> = vscode.QuickPickItem &
  ({ value: T } | { kind: vscode.QuickPickItemKind.Separator });

export interface PickOptions<T> {
  title: string;
  placeholder: string;
  place?: Place;
  /** Called once; may show items several times as they become known. A rejection closes the pick and rejects it. */
  load(show: (items: readonly PickItem<T>[]) => void, signal: AbortSignal): Promise<void>;
  /** The item to start on. */
  isActive?(value: T): boolean;
}

export type PickResult<T> = { kind: 'picked'; value: T } | { kind: 'back' } | { kind: 'cancelled' };

export async function pickOne<T>(options: PickOptions<T>): Promise<PickResult<T>> {
  const store = new Disposables();
  const loading = new AbortController();
  const pick = store.own(vscode.window.createQuickPick<PickItem<T>>());
  prepare(pick, options);
  try {
    return await new Promise<PickResult<T>>((resolve, reject) => {
      store.own(
        pick.onDidTriggerButton(() => {
          resolve({ kind: 'back' });
        }),
      );
      store.own(
        pick.onDidHide(() => {
          resolve({ kind: 'cancelled' });
        }),
      );
      store.own(
        pick.onDidAccept(() => {
          const item = pick.selectedItems[0];
          if (item && 'value' in item) resolve({ kind: 'picked', value: item.value });
        }),
      );
      pick.show();
      load(pick, options, loading.signal).catch(reject);
    });
  } finally {
    loading.abort();
    store.dispose();
  }
}

function prepare<T>(
  pick: vscode.QuickPick<PickItem<T>>,
  { title, placeholder, place }: PickOptions<T>,
): void {
  pick.title = title;
  pick.placeholder = placeholder;
  pick.ignoreFocusOut = true;
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  if (!place) return;
  pick.step = place.step;
  pick.totalSteps = place.total;
  if (place.canGoBack) pick.buttons = [vscode.QuickInputButtons.Back];
}

async function load<T>(
  pick: vscode.QuickPick<PickItem<T>>,
  options: PickOptions<T>,
  signal: AbortSignal,
): Promise<void> {
  let started = false;
  const show = (items: readonly PickItem<T>[]): void => {
    if (signal.aborted) return;
    // Items that come in later must not move the user off the one they are on.
    const place = pick.items.findIndex((item) => item === pick.activeItems[0]);
    pick.items = items;
    const active = started && place >= 0 ? items[place] : items.find((item) => isStart(item, options));
    if (active) pick.activeItems = [active];
    started = true;
  };
  pick.busy = true;
  try {
    await options.load(show, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  if (!signal.aborted) pick.busy = false;
}

function isStart<T>(item: PickItem<T>, options: PickOptions<T>): boolean {
  return 'value' in item && (options.isActive?.(item.value) ?? false);
}
