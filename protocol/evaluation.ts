/**
 * What an SAE costs its language model: the activations at the hook are replaced by the SAE's reconstruction, the rest of the model runs on
 * from there, and its next-token predictions are compared with those of the untouched model.
 */

/** A figure with the middle 95 % of resamplings of the documents; the ends are null where fewer than two documents were read. */
export interface Estimate {
  value: number;
  least: number | null;
  most: number | null;
}

/** Means over the scored positions, in nats. */
export interface SplicedLoss {
  /** Cross-entropy of the text's own next token. */
  loss: number;
  /** KL(clean || replaced) of the whole next-token distribution. */
  divergence: number;
}

/**
 * Replaced are the activations that training kept; those it masks (the first position of each row, padding, norms above ten times the median)
 * pass through as they are. Scored are the predictions made at the replaced positions that have a next token in their row.
 */
export interface SpliceEvaluation {
  version: 1;
  /** ISO time. */
  measuredAt: string;
  /** Of Monosema. */
  program: string;
  model: { name: string; hash: string };
  hookPoint: string;
  dSae: number;
  /** Steps that the SAE was trained for; null for an SAE folder, which does not say it. */
  step: number | null;
  text: {
    documents: number;
    /** Rows of the model's context. */
    rows: number;
    /** Positions whose activations were replaced, and those of them whose prediction was scored. */
    replaced: number;
    scored: number;
    /** Positions that passed through clean. */
    masked: { firstPosition: number; outlierNorm: number };
    /** Where the documents come from, with how many and how many tokens, in words. */
    sources: string[];
    /** Whether it was proven that the SAE was trained on none of these documents. */
    unseen: boolean;
  };
  /** Cross-entropy of the untouched model. */
  cleanLoss: number;
  /** By what the activations were replaced with: xhat, their mean over the same positions, zeros. */
  replacedBy: { sae: SplicedLoss; mean: SplicedLoss; zero: SplicedLoss };
  /** Delta CE: loss with xhat minus clean loss, nats. */
  lossIncrease: Estimate;
  /** CE recovered, the headline: (loss with the mean - loss with xhat) / (loss with the mean - clean loss). 1: nothing is lost; null where the mean costs nothing. */
  lossRecovered: Estimate | null;
  /** The same against zeros; null where zeros cost nothing. */
  lossRecoveredFromZero: Estimate | null;
  /** 1 - divergence with xhat / divergence with the mean; null where the mean changes nothing. */
  divergenceScore: Estimate | null;
  divergence: Estimate;
  /** Over the replaced positions, raw units. */
  explainedVariance: number;
  /** Mean active features a replaced position. */
  l0: number;
  seconds: number;
}

export interface EvaluateRunRequest {
  runId: string;
  /** Held-out tokens at most; 50,000 when left out. */
  tokens?: number;
}

/** A run's evaluation, as its page shows it: the newest result, and what is under way. */
export interface RunEvaluation {
  runId: string;
  /** How the last one of this engine stands; `idle` where there was none. */
  status: 'idle' | 'running' | 'finished' | 'cancelled' | 'failed';
  /** 0..1 while it runs. */
  fraction: number;
  /** Why the last one failed, and what to do next. */
  problem: string | null;
  result: SpliceEvaluation | null;
}
