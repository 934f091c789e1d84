/** The auxiliary loss of a step with dead features (its formulas: compute/reference/auxiliaryLoss.ts), once the residual is known. */
import type { BackendOptions } from '../backend.ts';
import { joinCandidates, rankCuts } from './rankCuts.ts';
import { strideOf, type SharedBatch } from './sharedBatch.ts';
import type { Team } from './team.ts';

export interface AuxiliaryOutcome {
  loss: number;
  /** f = 2 coefficient / D; null where there is nothing to explain. */
  factor: number | null;
}

export class AuxiliaryStep {
  readonly #options: BackendOptions;
  readonly #shared: SharedBatch;
  readonly #team: Team;

  constructor(options: BackendOptions, shared: SharedBatch, team: Team) {
    this.#options = options;
    this.#shared = shared;
    this.#team = team;
  }

  async run(): Promise<AuxiliaryOutcome> {
    const { auxiliary, batchTokens } = this.#options;
    if (!auxiliary) return { loss: 0, factor: null };
    const candidates = joinCandidates(await this.#team.all('candidates', 'auxiliary'));
    await this.#team.all('selectAuxiliary', rankCuts(candidates, 'topk', auxiliary.k, batchTokens));
    const chunks = (await this.#team.all('reduceAuxiliary', this.#meanResidual())).flat();
    chunks.sort((p, q) => p.chunk - q.chunk);
    const variance = chunks.reduce((sum, { squares }) => sum + squares, 0);
    if (variance === 0) return { loss: 0, factor: null };
    const factor = (2 * auxiliary.coefficient) / variance;
    const squares = this.#shared.auxiliarySquares.reduce((sum, value) => sum + value, 0);
    return { loss: (factor / 2) * squares, factor };
  }

  /** Of xhat - x at full width over the batch, shape [stride]. */
  #meanResidual(): Float64Array {
    const { dIn, batchTokens } = this.#options;
    const stride = strideOf(dIn);
    const mean = new Float64Array(stride);
    const { columnSums } = this.#shared;
    for (let at = stride; at < columnSums.length; at += 2 * stride) {
      for (let i = 0; i < stride; i++) mean[i] = (mean[i] ?? 0) + (columnSums[at + i] ?? 0);
    }
    return mean.map((value) => value / batchTokens);
  }
}
