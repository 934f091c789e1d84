/** A question with yes or no at the terminal. No is what Enter, anything unclear and Ctrl-C mean. */
import { createInterface } from 'node:readline/promises';

/** Whether anybody is there to answer. */
export function canAsk(): boolean {
  return process.stdin.isTTY && process.stderr.isTTY;
}

export async function confirm(question: string): Promise<boolean> {
  const asking = createInterface({ input: process.stdin, output: process.stderr });
  const left = new AbortController();
  asking.once('SIGINT', () => {
    left.abort();
  });
  try {
    const answer = await asking.question(`${question} [y/N] `, { signal: left.signal });
    return /^y(es)?$/iu.test(answer.trim());
  } catch (error) {
    if (left.signal.aborted) return false;
    throw error;
  } finally {
    asking.close();
  }
}
