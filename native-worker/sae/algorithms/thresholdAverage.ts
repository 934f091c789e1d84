/**
 * BatchTopK's threshold at inference: the running mean of the smallest active pre-activation of each batch, so that as many features are
 * active as in training without looking at other rows (Bussmann et al. 2024). It starts at the first batch's value.
 */
export class ThresholdAverage {
  private readonly momentum: number;
  private mean: number | null;

  /** @param mean from a checkpoint; null before the first batch */
  constructor(momentum: number, mean: number | null) {
    this.momentum = momentum;
    this.mean = mean;
  }

  /** @param smallestActive Infinity where nothing was active: such a batch says nothing */
  observe(smallestActive: number): void {
    if (!Number.isFinite(smallestActive)) return;
    this.mean =
      this.mean === null ? smallestActive : this.momentum * this.mean + (1 - this.momentum) * smallestActive;
  }

  get value(): number | null {
    return this.mean;
  }
}
