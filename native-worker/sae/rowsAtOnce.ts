/** How many rows are encoded at a time: 1,024, fewer where their pre-activations would take over 64 MiB. */
export function rowsAtOnce(dSae: number): number {
  return Math.max(1, Math.min(1024, Math.floor(2 ** 24 / dSae)));
}
