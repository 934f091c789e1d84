/** Keyboard: which key strokes belong to the view and not to a field or a menu. */

/** A single key that no field is waiting for. */
export function isPlainKey(event: KeyboardEvent): boolean {
  return !event.ctrlKey && !event.metaKey && !event.altKey && !event.defaultPrevented && !isTyping(event);
}

/** True while the event comes from a text field, also from one inside a toolkit element's shadow root. */
function isTyping(event: KeyboardEvent): boolean {
  const target = event.composedPath()[0];
  if (!(target instanceof HTMLElement)) return false;
  // A drop-down jumps to entries by their letters.
  if (target.closest('vscode-dropdown')) return true;
  return target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName);
}
