/** The one budget of threads for onnxruntime and DuckDB, handed from the engine to its children in their environment. */
export const THREADS_VARIABLE = 'MONOSEMA_THREADS';

/** Undefined where none was set: each library then chooses for the machine's cores. */
export function threadBudget(environment: NodeJS.ProcessEnv = process.env): number | undefined {
  const threads = Number(environment[THREADS_VARIABLE]);
  return Number.isInteger(threads) && threads > 0 ? threads : undefined;
}
