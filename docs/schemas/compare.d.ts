/** Generated from compare.schema.json by `npm run schemas`; do not edit. */

export interface CompareResults {
  version: 1;
  kind: 'frontier' | 'ladder' | 'scale';
  command: string;
  createdAt: string;
  monosema: string;
  activations: {
    key: string;
    modelName: string;
    modelHash: string;
    hookPoint: string;
    corpus: string;
    contextSize: number;
    dIn: number;
    trainTokens: number;
    heldOutTokens: number;
    masked: {
      [k: string]: number;
    };
  };
  settings: {
    [k: string]: string | number | boolean;
  };
  arms: {
    purpose: 'tuning' | 'point' | 'ladder' | 'scale';
    label: string;
    knob: {
      name: string;
      value: number;
    };
    point: number;
    sae: SaeConfig;
    key: string;
    steps: number;
    measured: Measured | null;
    device: string;
    seconds: {
      train: number;
      finish: number;
      evaluate: number;
    };
  }[];
  tuning: {
    label: string;
    runs: number;
    matchedL0: number[];
    rates: {
      learningRate: number;
      l0: number[];
      score: number | null;
      chosen: boolean;
    }[];
    learningRate: number;
    note: string | null;
  }[];
  matched: {
    label: string;
    seed: number;
    at: {
      l0: number;
      explainedVariance: number | null;
      nmse: number | null;
    }[];
  }[];
  consistency: {
    label: string;
    point: number;
    all: Consistency;
    firing: Consistency | null;
  }[];
  ladder:
    | {
        label: string;
        learningRate: number;
        steps: number;
        explainedVariance: (number | null)[];
        distinct: number | null;
        matched: number | null;
      }[]
    | null;
  scale:
    | {
        scale: number;
        nmse: (number | null)[];
        explainedVariance: (number | null)[];
        twinShare: (number | null)[];
        distinct: (number | null)[];
        candidate: boolean;
        picked: boolean;
      }[]
    | null;
  seconds: number;
}
export interface SaeConfig {
  dSae: number;
  batchTokens: number;
  trainingTokens: number;
  learningRate: number;
  finalLearningRateShare: number;
  seed: number;
  algorithm:
    | {
        algorithm: 'gba';
        preset: 'recommended' | 'paper';
        groups: number;
        highestTargetFrequency: number;
        lowestTargetFrequency: number;
        adaptEverySteps: number;
        adaptation: 'published' | 'requantile';
        polishSteps: number;
        biasStepDown: number;
        biasStepUp: number;
        activation: 'jumprelu' | 'relu';
        outputScale: number;
        finalOutputScale: number;
        trainOutputScale: boolean;
        initialBias: 'quantile' | 'zero';
        normalisation: 'token' | 'dataset';
        preBias: 'mean' | 'zero' | 'decoder' | 'trained';
        refit: boolean;
      }
    | {
        algorithm: 'topk';
        k: number;
        tied: boolean;
        outputScale: number;
        finalOutputScale: number;
        normalisation: 'token' | 'dataset';
        preBias: 'mean' | 'zero' | 'decoder' | 'trained';
        refit: boolean;
        warmUpSteps: number;
        adamBeta1: number;
        gradientClip: number;
        auxK: number;
        auxCoefficient: number;
        deadAfterTokens: number;
      }
    | {
        algorithm: 'batchtopk';
        k: number;
        thresholdMomentum: number;
        normalisation: 'token' | 'dataset';
        preBias: 'mean' | 'zero' | 'decoder' | 'trained';
        refit: boolean;
        warmUpSteps: number;
        adamBeta1: number;
        gradientClip: number;
        auxK: number;
        auxCoefficient: number;
        deadAfterTokens: number;
      }
    | {
        algorithm: 'matryoshka';
        k: number;
        thresholdMomentum: number;
        /**
         * @minItems 1
         * @maxItems 32
         */
        prefixShares: number[];
        normalisation: 'token' | 'dataset';
        preBias: 'mean' | 'zero' | 'decoder' | 'trained';
        refit: boolean;
        warmUpSteps: number;
        adamBeta1: number;
        gradientClip: number;
        auxK: number;
        auxCoefficient: number;
        deadAfterTokens: number;
      }
    | {
        algorithm: 'l1';
        l1Coefficient: number;
        sparsityWarmUpSteps: number;
        decoderInitNorm: number;
        normalisation: 'token' | 'dataset';
        preBias: 'mean' | 'zero' | 'decoder' | 'trained';
        refit: boolean;
        warmUpSteps: number;
        adamBeta1: number;
        gradientClip: number;
      }
    | {
        algorithm: 'jumprelu';
        penalty: 'l0' | 'tanh';
        sparsityCoefficient: number;
        sparsityWarmUpSteps: number;
        tanhScale: number;
        bandwidth: number;
        initialThreshold: number;
        normalisation: 'token' | 'dataset';
        preBias: 'mean' | 'zero' | 'decoder' | 'trained';
        refit: boolean;
        warmUpSteps: number;
        adamBeta1: number;
        gradientClip: number;
      };
}
export interface Measured {
  heldOutTokens: number;
  explainedVariance: number;
  nmse: number;
  cosine: number;
  l2Ratio: number;
  relativeReconstructionBias: number | null;
  l0: number;
  activeFraction: number;
  activeFractionBeforeSelection: number | null;
  dead: {
    verdict: 'dead' | 'not seen';
    features: number;
    share: number;
    tokens: number;
    windowTokens: number;
  };
  diversity: Diversity;
  firing: Diversity | null;
  targets: {
    all: TargetReport;
    groups: ({
      target: number;
      realised: number;
      aboveCap: number;
      clearlyAboveCap: number;
      features: number;
    } | null)[];
  } | null;
  maxActivation: Summary;
  z: Summary;
}
export interface Diversity {
  features: number;
  distinct: number;
  distinctShare: number;
  twins: number;
  twinShare: number;
  twinClusters: number;
  largestCluster: number;
  zeroRows: number;
  threshold: number;
}
export interface TargetReport {
  target: number;
  realised: number;
  aboveCap: number;
  clearlyAboveCap: number;
}
export interface Summary {
  median: number;
  most: number;
}
export interface Consistency {
  runs: number;
  orderedPairs: number;
  thresholds: number[];
  raw: Cosines;
  matched: {
    mean: Spread;
    sharesAbove: Spread[];
    method: 'assignment' | 'greedy';
  };
  nulls: {
    sphere: NullCosines;
    covariance: NullCosines;
  };
  selections: {
    mean: Spread;
    sharesAbove: Spread[];
    by: 'max activation' | 'Z';
    share: number;
    features: Spread;
  }[];
  diversity: Diversity[];
}
export interface Cosines {
  mean: Spread;
  sharesAbove: Spread[];
}
export interface Spread {
  mean: number;
  least: number;
  most: number;
}
export interface NullCosines {
  raw: Cosines;
  matched: Cosines;
}
