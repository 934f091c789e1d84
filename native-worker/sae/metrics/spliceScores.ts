/**
 * What replaced activations cost a language model, from sums a document: differences, shares and KL scores with bootstrap intervals. Sums are
 * taken before any ratio, in float64. The headline is against mean ablation: zeros can be far from anything the model has ever seen, and an SAE
 * that gives little more than the mean then seems to recover nearly everything.
 */
import type { Estimate } from '../../../protocol/evaluation.ts';
import { NoRowsError } from './errors.ts';

/** What the activations were replaced with. */
export type Replacement = 'sae' | 'mean' | 'zero';
export const REPLACEMENTS = ['sae', 'mean', 'zero'] as const satisfies readonly Replacement[];

/** Sums over the scored positions of one document, in nats. */
export interface SpliceSums {
  scored: number;
  clean: number;
  loss: Record<Replacement, number>;
  divergence: Record<Replacement, number>;
}

export function noSums(): SpliceSums {
  return {
    scored: 0,
    clean: 0,
    loss: { sae: 0, mean: 0, zero: 0 },
    divergence: { sae: 0, mean: 0, zero: 0 },
  };
}

/** Adds `more`, counted `times` times, to `total`. */
export function addSums(total: SpliceSums, more: SpliceSums, times = 1): void {
  total.scored += times * more.scored;
  total.clean += times * more.clean;
  for (const replacement of REPLACEMENTS) {
    total.loss[replacement] += times * more.loss[replacement];
    total.divergence[replacement] += times * more.divergence[replacement];
  }
}

export interface SpliceScores {
  cleanLoss: number;
  /** Means, nats. */
  loss: Record<Replacement, number>;
  divergence: Record<Replacement, number>;
  lossIncrease: Estimate;
  lossRecovered: Estimate | null;
  lossRecoveredFromZero: Estimate | null;
  divergenceScore: Estimate | null;
  meanDivergence: Estimate;
}

/** Null where it is not defined. */
type Figure = (sums: SpliceSums) => number | null;

const lossIncrease = ({ loss, clean, scored }: SpliceSums): number => (loss.sae - clean) / scored;
const meanDivergence = ({ divergence, scored }: SpliceSums): number => divergence.sae / scored;
/** Null where the ablation does not raise the loss: there is nothing to recover then. */
const recovered =
  (ablation: 'mean' | 'zero'): Figure =>
  ({ loss, clean }) =>
    loss[ablation] > clean ? (loss[ablation] - loss.sae) / (loss[ablation] - clean) : null;
const divergenceScore: Figure = ({ divergence }) =>
  divergence.mean > 0 ? 1 - divergence.sae / divergence.mean : null;

/**
 * @param documents sums by document
 * @param draws how often each document is drawn, shape [draws][documents]; empty for no intervals
 * @throws NoRowsError when no position was scored
 */
export function spliceScores(
  documents: readonly SpliceSums[],
  draws: readonly ArrayLike<number>[],
): SpliceScores {
  const total = sumOf(documents, null);
  const { scored, clean, loss, divergence } = total;
  if (scored === 0) throw new NoRowsError('The loss of a spliced model');
  const drawn = documents.length < 2 ? [] : draws.map((weights) => sumOf(documents, weights));
  const estimate = (value: number, figure: Figure): Estimate => ({ value, ...middle95(drawn.map(figure)) });
  const ifDefined = (figure: Figure): Estimate | null => {
    const value = figure(total);
    return value === null ? null : estimate(value, figure);
  };
  const mean = (sums: Record<Replacement, number>): Record<Replacement, number> => ({
    sae: sums.sae / scored,
    mean: sums.mean / scored,
    zero: sums.zero / scored,
  });
  return {
    cleanLoss: clean / scored,
    loss: mean(loss),
    divergence: mean(divergence),
    lossIncrease: estimate(lossIncrease(total), lossIncrease),
    lossRecovered: ifDefined(recovered('mean')),
    lossRecoveredFromZero: ifDefined(recovered('zero')),
    divergenceScore: ifDefined(divergenceScore),
    meanDivergence: estimate(meanDivergence(total), meanDivergence),
  };
}

function sumOf(documents: readonly SpliceSums[], weights: ArrayLike<number> | null): SpliceSums {
  const total = noSums();
  for (const [i, sums] of documents.entries()) addSums(total, sums, weights === null ? 1 : (weights[i] ?? 0));
  return total;
}

/** No ends where there are no draws, or the figure is not defined, or not finite, in one of them: it may then be anything. */
function middle95(values: readonly (number | null)[]): Pick<Estimate, 'least' | 'most'> {
  const known = values.filter((value): value is number => value !== null && Number.isFinite(value));
  known.sort((a, b) => a - b);
  if (known.length === 0 || known.length < values.length) return { least: null, most: null };
  const at = (share: number): number | null => known[Math.round(share * (known.length - 1))] ?? null;
  return { least: at(0.025), most: at(0.975) };
}
