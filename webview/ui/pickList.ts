/** Keys of a list of which one entry is chosen: the list has the focus, the chosen entry is its active descendant. */
import { movedPosition } from '../lib/columns.ts';

export interface PickKeys {
  /** Chosen position, -1 when none is. */
  position: number;
  count: number;
  /** Entries a page key moves by. */
  page: number;
  onpick: (position: number) => void;
  onopen?: () => void;
  onclear?: () => void;
}

/** Returns whether the key was one of the list's. Left and right move as up and down do. */
export function handlePickKey(event: KeyboardEvent, keys: PickKeys): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  if (event.key === 'Enter' && keys.onopen) keys.onopen();
  else if (event.key === 'Escape' && keys.onclear) keys.onclear();
  else {
    const key = event.key === 'ArrowRight' ? 'ArrowDown' : event.key === 'ArrowLeft' ? 'ArrowUp' : event.key;
    const target = movedPosition(key, keys.position, keys.count, keys.page);
    if (target === null) return false;
    keys.onpick(target);
  }
  event.preventDefault();
  return true;
}
