/**
 * Which features are dead to the auxiliary loss: those that have not fired on so many tokens, counted from the start for those that never
 * did. Judged anew every `judgeEverySteps` steps, so that the mask depends on the configuration alone and not on when anyone looked.
 */
import type { FiringStats } from '../../compute/backend.ts';

/** Steps between two judgements: firings need not be read back from a device after every step. */
export const judgeEverySteps = 10;

export class DeadTracker {
  private readonly afterTokens: number;
  private readonly batchTokens: number;
  /** Tokens seen at the end of the period in which each feature last fired; shape [dSae]. */
  private readonly lastFired: Float64Array;
  /** 1 for each dead feature, shape [dSae]. */
  private readonly mask: Float32Array;
  private tokens = 0;

  constructor(
    { deadAfterTokens, batchTokens }: { deadAfterTokens: number; batchTokens: number },
    lastFired: Float64Array,
    mask: Float32Array,
  ) {
    this.afterTokens = deadAfterTokens;
    this.batchTokens = batchTokens;
    this.lastFired = lastFired.slice();
    this.mask = mask.slice();
  }

  /** Firings up to this step; rounded up to the period's end, so that any partition gives the same. */
  absorb({ counts }: FiringStats, step: number): void {
    this.tokens = Math.ceil(step / judgeEverySteps) * judgeEverySteps * this.batchTokens;
    counts.forEach((count, m) => {
      if (count > 0) this.lastFired[m] = this.tokens;
    });
  }

  judge(): void {
    this.lastFired.forEach((fired, m) => {
      this.mask[m] = this.tokens - fired >= this.afterTokens ? 1 : 0;
    });
  }

  /** The mask as of the last judgement; not a copy. */
  get dead(): Float32Array {
    return this.mask;
  }

  /** Share of the features. */
  deadShare(): number {
    return this.mask.reduce((sum, dead) => sum + dead, 0) / Math.max(1, this.mask.length);
  }

  arrays(): { lastFired: Float64Array; dead: Float32Array } {
    return { lastFired: this.lastFired.slice(), dead: this.mask.slice() };
  }
}
