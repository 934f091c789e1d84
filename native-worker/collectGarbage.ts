/**
 * Gives back at once what large arrays took that nobody holds any more. V8 counts their memory, but may wait for hundreds of megabytes before
 * it looks, which at the paper's size is a job's peak. Takes some 20 ms: for the end of a phase. The function is V8's own; a flag on the
 * command line would show it too, but Electron has passed that over.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

let collect: (() => void) | null = null;

export function collectGarbage(): void {
  collect ??= exposed();
  collect();
}

function exposed(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}
