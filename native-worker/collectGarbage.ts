/**
 * Gives back at once what large arrays took that nobody holds any more. V8 counts their memory, but may wait for hundreds of megabytes before
 * it looks, which at the paper's size is the job's peak. Takes some 20 ms: for the end of a phase. Does nothing where Node was not started
 * with --expose-gc, as jobs are.
 */
export function collectGarbage(): void {
  globalThis.gc?.();
}
