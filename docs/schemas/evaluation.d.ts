/** Generated from evaluation.schema.json by `npm run schemas`; do not edit. */

export interface SpliceEvaluation {
  version: 1;
  measuredAt: string;
  program: string;
  model: {
    name: string;
    hash: string;
  };
  hookPoint: string;
  dSae: number;
  step: number | null;
  text: {
    documents: number;
    rows: number;
    replaced: number;
    scored: number;
    masked: {
      firstPosition: number;
      outlierNorm: number;
    };
    sources: string[];
    unseen: boolean;
  };
  cleanLoss: number;
  replacedBy: {
    sae: {
      loss: number;
      divergence: number;
    };
    mean: {
      loss: number;
      divergence: number;
    };
    zero: {
      loss: number;
      divergence: number;
    };
  };
  lossIncrease: {
    value: number;
    least: number | null;
    most: number | null;
  };
  lossRecovered: {
    value: number;
    least: number | null;
    most: number | null;
  } | null;
  lossRecoveredFromZero: {
    value: number;
    least: number | null;
    most: number | null;
  } | null;
  divergenceScore: {
    value: number;
    least: number | null;
    most: number | null;
  } | null;
  divergence: {
    value: number;
    least: number | null;
    most: number | null;
  };
  explainedVariance: number;
  l0: number;
  seconds: number;
}
