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
    sae: {
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
    };
    key: string;
    steps: number;
    measured: {
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
      diversity: {
        features: number;
        distinct: number;
        distinctShare: number;
        twins: number;
        twinShare: number;
        twinClusters: number;
        largestCluster: number;
        zeroRows: number;
        threshold: number;
      };
      firing: {
        features: number;
        distinct: number;
        distinctShare: number;
        twins: number;
        twinShare: number;
        twinClusters: number;
        largestCluster: number;
        zeroRows: number;
        threshold: number;
      } | null;
      targets: {
        all: {
          target: number;
          realised: number;
          aboveCap: number;
          clearlyAboveCap: number;
        };
        groups: ({
          target: number;
          realised: number;
          aboveCap: number;
          clearlyAboveCap: number;
          features: number;
        } | null)[];
      } | null;
      maxActivation: {
        median: number;
        most: number;
      };
      z: {
        median: number;
        most: number;
      };
    } | null;
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
    all: {
      runs: number;
      orderedPairs: number;
      thresholds: number[];
      raw: {
        mean: {
          mean: number;
          least: number;
          most: number;
        };
        sharesAbove: {
          mean: number;
          least: number;
          most: number;
        }[];
      };
      matched: {
        mean: {
          mean: number;
          least: number;
          most: number;
        };
        sharesAbove: {
          mean: number;
          least: number;
          most: number;
        }[];
        method: 'assignment' | 'greedy';
      };
      nulls: {
        sphere: {
          raw: {
            mean: {
              mean: number;
              least: number;
              most: number;
            };
            sharesAbove: {
              mean: number;
              least: number;
              most: number;
            }[];
          };
          matched: {
            mean: {
              mean: number;
              least: number;
              most: number;
            };
            sharesAbove: {
              mean: number;
              least: number;
              most: number;
            }[];
          };
        };
        covariance: {
          raw: {
            mean: {
              mean: number;
              least: number;
              most: number;
            };
            sharesAbove: {
              mean: number;
              least: number;
              most: number;
            }[];
          };
          matched: {
            mean: {
              mean: number;
              least: number;
              most: number;
            };
            sharesAbove: {
              mean: number;
              least: number;
              most: number;
            }[];
          };
        };
      };
      selections: {
        mean: {
          mean: number;
          least: number;
          most: number;
        };
        sharesAbove: {
          mean: number;
          least: number;
          most: number;
        }[];
        by: 'max activation' | 'Z';
        share: number;
        features: {
          mean: number;
          least: number;
          most: number;
        };
      }[];
      diversity: {
        features: number;
        distinct: number;
        distinctShare: number;
        twins: number;
        twinShare: number;
        twinClusters: number;
        largestCluster: number;
        zeroRows: number;
        threshold: number;
      }[];
    };
    firing: {
      runs: number;
      orderedPairs: number;
      thresholds: number[];
      raw: {
        mean: {
          mean: number;
          least: number;
          most: number;
        };
        sharesAbove: {
          mean: number;
          least: number;
          most: number;
        }[];
      };
      matched: {
        mean: {
          mean: number;
          least: number;
          most: number;
        };
        sharesAbove: {
          mean: number;
          least: number;
          most: number;
        }[];
        method: 'assignment' | 'greedy';
      };
      nulls: {
        sphere: {
          raw: {
            mean: {
              mean: number;
              least: number;
              most: number;
            };
            sharesAbove: {
              mean: number;
              least: number;
              most: number;
            }[];
          };
          matched: {
            mean: {
              mean: number;
              least: number;
              most: number;
            };
            sharesAbove: {
              mean: number;
              least: number;
              most: number;
            }[];
          };
        };
        covariance: {
          raw: {
            mean: {
              mean: number;
              least: number;
              most: number;
            };
            sharesAbove: {
              mean: number;
              least: number;
              most: number;
            }[];
          };
          matched: {
            mean: {
              mean: number;
              least: number;
              most: number;
            };
            sharesAbove: {
              mean: number;
              least: number;
              most: number;
            }[];
          };
        };
      };
      selections: {
        mean: {
          mean: number;
          least: number;
          most: number;
        };
        sharesAbove: {
          mean: number;
          least: number;
          most: number;
        }[];
        by: 'max activation' | 'Z';
        share: number;
        features: {
          mean: number;
          least: number;
          most: number;
        };
      }[];
      diversity: {
        features: number;
        distinct: number;
        distinctShare: number;
        twins: number;
        twinShare: number;
        twinClusters: number;
        largestCluster: number;
        zeroRows: number;
        threshold: number;
      }[];
    } | null;
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
