/**
 * Matryoshka (Bussmann et al. 2025, arXiv 2503.17547): BatchTopK whose nested prefixes each reconstruct the input, the mean of their errors
 * being the loss, so that the first features learn what is general.
 */
import type { MatryoshkaConfig, SaeConfig } from '../../../protocol/training.ts';
import type { Algorithm } from './algorithm.ts';
import { batchtopk } from './batchtopk.ts';

export function matryoshka(config: SaeConfig<MatryoshkaConfig>, steps: number): Algorithm {
  return batchtopk(config, steps, prefixWidths(config.algorithm.prefixShares, config.dSae));
}

/** Widths of the prefixes in features, ascending; the last is dSae. */
export function prefixWidths(shares: readonly number[], dSae: number): number[] {
  return shares.map((share) => Math.round(share * dSae));
}
