/** Greedy writing with a decoder's session, for tests: the tokens, and the logits that each was drawn from. */
import type { DecoderSession, Steered } from '../../../../native-worker/llm/generate/decoderSession.ts';
import { sampleToken } from '../../../../native-worker/llm/generate/sampleToken.ts';

/** Entries of the fixture models' vocabulary. */
export const vocabulary = 300;

const greedy = { temperature: 0, topP: 1, topK: null, seed: 1 };

/** All positions but the first, as generation has it. */
const isSteered = (position: number): boolean => position > 0;

export interface Written {
  tokens: number[];
  /** Logits before each token, each shape [vocabulary]; the first are those after the prompt. */
  logits: Float32Array[];
}

const mostLikely = (logits: Float32Array): number => sampleToken(logits, vocabulary, greedy, 0);

/** @param chunk how many tokens of the prompt a step takes; all of them when left out */
export async function writeGreedily(
  session: DecoderSession,
  prompt: readonly number[],
  count: number,
  steered: Steered = null,
  chunk = prompt.length,
): Promise<Written> {
  const run = session.begin(steered);
  const step = async (tokens: readonly number[]): Promise<Float32Array> =>
    Float32Array.from((await run.step(tokens, isSteered)).subarray(0, vocabulary));
  const parts = Array.from({ length: Math.ceil(prompt.length / chunk) }, (_, i) =>
    prompt.slice(i * chunk, (i + 1) * chunk),
  );
  for (const part of parts.slice(0, -1)) await step(part);
  const written: Written = { tokens: [], logits: [] };
  let next = parts.at(-1) ?? [];
  while (written.tokens.length < count) {
    const logits = await step(next);
    const id = mostLikely(logits);
    written.logits.push(logits);
    written.tokens.push(id);
    next = [id];
  }
  run.dispose();
  return written;
}

/**
 * The same without a cache: before each token of `continuation` one pass over the whole text, each from its own beginning.
 * `tokens` are what each pass would have written next, so that equal tokens mean equal texts.
 */
export async function readByWholePasses(
  session: DecoderSession,
  prompt: readonly number[],
  continuation: readonly number[],
): Promise<Written> {
  const written: Written = { tokens: [], logits: [] };
  for (let length = 0; length < continuation.length; length++) {
    const run = session.begin();
    const all = await run.step([...prompt, ...continuation.slice(0, length)], isSteered);
    const logits = Float32Array.from(all.subarray(0, vocabulary));
    run.dispose();
    written.logits.push(logits);
    written.tokens.push(mostLikely(logits));
  }
  return written;
}

/** Root mean square of the difference of two lists of logits over that of the second's. */
export function relativeDistance(a: readonly Float32Array[], b: readonly Float32Array[]): number {
  let [error, size] = [0, 0];
  for (const [i, logits] of b.entries()) {
    if (logits.length !== a[i]?.length)
      throw new Error(`lengths differ: ${a[i]?.length} and ${logits.length}`);
    for (const [id, value] of logits.entries()) {
      error += ((a[i][id] ?? NaN) - value) ** 2;
      size += value ** 2;
    }
  }
  return Math.sqrt(error / size);
}

export const sameBits = (a: Float32Array | undefined, b: Float32Array | undefined): boolean =>
  a !== undefined &&
  b !== undefined &&
  Buffer.compare(
    Buffer.from(a.buffer, a.byteOffset, a.byteLength),
    Buffer.from(b.buffer, b.byteOffset, b.byteLength),
  ) === 0;
