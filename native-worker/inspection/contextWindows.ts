/** Cuts a selection into windows of the model's context, each with at least half a context of tokens before what it reports. */
import { ContextTooSmallError } from './errors.ts';

export interface ContextWindow {
  /** First token run. */
  start: number;
  /** Tokens reported: `from` to `to`, half open; the window ends at `to`. */
  from: number;
  to: number;
}

/**
 * Windows over tokens `first` to `last`, where tokens before `first` are context. At the start of the text there is nothing before:
 * the first window then reports as much as fits.
 * @param capacity tokens a window, BOS not counted
 */
export function contextWindows(first: number, last: number, capacity: number): ContextWindow[] {
  if (capacity < 3) throw new ContextTooSmallError(capacity);
  const fresh = capacity - Math.floor(capacity / 2);
  const windows: ContextWindow[] = [];
  let from = first;
  while (from < last) {
    const to = Math.min(last, Math.max(from + fresh, capacity));
    windows.push({ start: Math.max(0, to - capacity), from, to });
    from = to;
  }
  return windows;
}
