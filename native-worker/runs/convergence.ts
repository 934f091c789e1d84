/** Whether the biases of a trained SAE have arrived: GBA's cap holds only once they have, and the paper's settings take long. */
import type { MetricsLine } from '../../protocol/run.ts';
import type { AlgorithmConfig } from '../../protocol/training.ts';

/** A neuron at its cap crosses it by chance now and then; the mean of a group that fires this many times its target does not. */
const ARRIVED_WITHIN = 2;

/** What to tell of the last metrics line; null where every group's mean frequency is near its target, or the algorithm has no groups. */
export function unconvergedWarning({ groups, step }: MetricsLine, algorithm: AlgorithmConfig): string | null {
  const paper = algorithm.algorithm === 'gba' && algorithm.preset === 'paper';
  const late = groups.filter(({ realised, target }) => realised > ARRIVED_WITHIN * target);
  if (late.length === 0) return null;
  const above = groups.reduce((sum, { aboveCap }) => sum + aboveCap, 0) / groups.length;
  return (
    `Not converged: after ${step} ${step === 1 ? 'step' : 'steps'} ${late.length} of ${groups.length} groups fire more than ${ARRIVED_WITHIN} times their target ` +
    `(share still above cap: ${Math.round(100 * above)} %). Train on more tokens${paper ? ', or with the recommended preset' : ''}.`
  );
}
