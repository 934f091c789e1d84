/** How much text a run reads: what lies beyond was never seen by its training. */
import type { TrainRequest } from '../../protocol/training.ts';

/** Text beyond what training can see is not read: held-out share, masked positions and short rows need some more than that. */
const TOKEN_RESERVE = 1.25;

/** Tokens (BOS not counted) at which a run stops reading its corpus. */
export function runTokenLimit({
  sae,
  contextSize,
}: {
  sae: Pick<TrainRequest['sae'], 'trainingTokens'>;
  contextSize: number;
}): number {
  return Math.ceil(sae.trainingTokens * TOKEN_RESERVE) + 64 * contextSize;
}
