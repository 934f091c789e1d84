/**
 * Dead features, with the window that makes the word mean something: no firing in max(10^6, 20 / LTF) unmasked tokens. Until so many were
 * seen a feature is only "not seen in N": a rare one may still come. Others use other windows (SAELens 1,000 steps, OpenAI 10^7 tokens),
 * so a share without its window says nothing.
 */
import { NoRowsError } from './errors.ts';

export interface DeadFeatures {
  /** `dead` once the window is full, `not seen` before. */
  verdict: 'dead' | 'not seen';
  /** Features without a firing among the tokens. */
  features: number;
  /** `features` / dSae. */
  share: number;
  /** Unmasked tokens seen. */
  tokens: number;
  /** Tokens that it takes to call a feature dead. */
  windowTokens: number;
}

/**
 * Unmasked tokens without a firing after which a feature is dead rather than "not seen in N".
 * @param lowestTargetFrequency LTF; null for algorithms without targets
 */
export function deadAfterTokens(lowestTargetFrequency: number | null): number {
  return lowestTargetFrequency === null ? 1e6 : Math.max(1e6, 20 / lowestTargetFrequency);
}

/**
 * @param counts firings of each feature on the last `tokens` unmasked tokens, shape [dSae]
 * @throws NoRowsError
 */
export function deadFeatures(
  counts: ArrayLike<number>,
  tokens: number,
  lowestTargetFrequency: number | null,
): DeadFeatures {
  if (tokens === 0) throw new NoRowsError('The share of dead features');
  const windowTokens = deadAfterTokens(lowestTargetFrequency);
  let features = 0;
  for (let m = 0; m < counts.length; m++) if (counts[m] === 0) features++;
  return {
    verdict: tokens >= windowTokens ? 'dead' : 'not seen',
    features,
    share: features / counts.length,
    tokens,
    windowTokens,
  };
}

/** "3.2 % dead (no firing in 1,000,000 tokens)" or "3.2 % not seen in 40,000 tokens". */
export function describeDead({ verdict, share, tokens }: DeadFeatures): string {
  const percent = `${(100 * share).toFixed(1)} %`;
  const seen = `${tokens.toLocaleString('en')} tokens`;
  return verdict === 'dead' ? `${percent} dead (no firing in ${seen})` : `${percent} not seen in ${seen}`;
}

/** Features with no firing within the last 10^6 tokens, or since the start. `lastFired` is 0 for never. */
export function countNotSeen(lastFired: Float64Array, tokens: number): number {
  return lastFired.reduce((count, last) => count + (last === 0 || last <= tokens - 1e6 ? 1 : 0), 0);
}
