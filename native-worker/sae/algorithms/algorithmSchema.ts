/** The configurations of all algorithms as they come from outside: parsed, with ranges. What fields mean is said in protocol/training.ts. */
import { z } from 'zod';
import type { AlgorithmConfig } from '../../../protocol/training.ts';
import { prefixWidths } from './matryoshka.ts';

const share = z.number().gt(0).lt(1);
const steps = z.int().min(0);
const weight = z.number().min(0);

const common = {
  normalisation: z.enum(['token', 'dataset']),
  preBias: z.enum(['mean', 'zero', 'decoder', 'trained']),
  refit: z.boolean(),
};

const gradient = {
  ...common,
  warmUpSteps: steps,
  adamBeta1: z.number().min(0).lt(1),
  gradientClip: weight,
};

const auxK = {
  auxK: z.int().min(1),
  auxCoefficient: weight,
  deadAfterTokens: z.int().min(1),
};

const k = z.int().min(1);
const thresholdMomentum = z.number().min(0).lt(1);

const gba = z.strictObject({
  algorithm: z.literal('gba'),
  preset: z.enum(['recommended', 'paper']),
  groups: z.int().min(1).max(1_000),
  highestTargetFrequency: share,
  lowestTargetFrequency: share,
  adaptEverySteps: z.int().min(1),
  // Runs from before these fields had these values.
  adaptation: z.enum(['published', 'requantile']).default('published'),
  polishSteps: steps.default(0),
  biasStepDown: z.number().min(0).max(1),
  biasStepUp: z.number().min(0).max(1),
  activation: z.enum(['jumprelu', 'relu']),
  outputScale: z.number().gt(0),
  finalOutputScale: z.number().gt(0),
  trainOutputScale: z.boolean(),
  initialBias: z.enum(['quantile', 'zero']),
  ...common,
});

const topk = z.strictObject({
  algorithm: z.literal('topk'),
  k,
  tied: z.boolean(),
  outputScale: z.number().gt(0),
  finalOutputScale: z.number().gt(0),
  ...gradient,
  ...auxK,
});

const batchtopk = z.strictObject({
  algorithm: z.literal('batchtopk'),
  k,
  thresholdMomentum,
  ...gradient,
  ...auxK,
});

const matryoshka = z.strictObject({
  algorithm: z.literal('matryoshka'),
  k,
  thresholdMomentum,
  prefixShares: z.array(z.number().gt(0).lte(1)).min(1).max(32),
  ...gradient,
  ...auxK,
});

const l1 = z.strictObject({
  algorithm: z.literal('l1'),
  l1Coefficient: weight,
  sparsityWarmUpSteps: steps,
  decoderInitNorm: z.number().gt(0),
  ...gradient,
});

const jumprelu = z.strictObject({
  algorithm: z.literal('jumprelu'),
  penalty: z.enum(['l0', 'tanh']),
  sparsityCoefficient: weight,
  sparsityWarmUpSteps: steps,
  tanhScale: z.number().gt(0),
  bandwidth: z.number().gt(0),
  initialThreshold: z.number().gt(0),
  ...gradient,
});

export const algorithmSchema = z.discriminatedUnion('algorithm', [
  gba,
  topk,
  batchtopk,
  matryoshka,
  l1,
  jumprelu,
]) satisfies z.ZodType<AlgorithmConfig>;

/** Something wrong between fields that are each in range. `field` is null where the number of features is at fault. */
export interface Contradiction {
  field: string | null;
  message: string;
}

/** What no single field can tell. */
export function contradictions(config: AlgorithmConfig, dSae: number): Contradiction[] {
  switch (config.algorithm) {
    case 'gba':
      return [
        ...(config.groups > dSae
          ? [
              {
                field: null,
                message: `${config.groups} groups need at least as many features: ask for fewer groups or more features`,
              },
            ]
          : []),
        ...(config.lowestTargetFrequency > config.highestTargetFrequency
          ? [{ field: 'lowestTargetFrequency', message: 'must not be above highestTargetFrequency' }]
          : []),
      ];
    case 'topk':
      return [...tooManyActive(config.k, dSae), ...tiedTopK(config)];
    case 'batchtopk':
      return tooManyActive(config.k, dSae);
    case 'matryoshka':
      return [...tooManyActive(config.k, dSae), ...unfitPrefixes(config.prefixShares, dSae)];
    case 'l1':
    case 'jumprelu':
      return [];
    default:
      return config satisfies never;
  }
}

function tooManyActive(active: number, dSae: number): Contradiction[] {
  return active <= dSae ? [] : [{ field: 'k', message: `must not be above the number of features, ${dSae}` }];
}

function tiedTopK(config: Extract<AlgorithmConfig, { algorithm: 'topk' }>): Contradiction[] {
  const { tied, outputScale, finalOutputScale, auxCoefficient } = config;
  if (tied && auxCoefficient > 0) {
    return [{ field: 'auxCoefficient', message: 'must be 0 where tied is true: the tied form has no AuxK' }];
  }
  return !tied && (outputScale !== 1 || finalOutputScale !== 1)
    ? [{ field: 'outputScale', message: 'and finalOutputScale must be 1 where tied is false' }]
    : [];
}

function unfitPrefixes(shares: readonly number[], dSae: number): Contradiction[] {
  const field = 'prefixShares';
  if (shares.at(-1) !== 1)
    return [{ field, message: 'must end in 1: the last prefix is the whole dictionary' }];
  const widths = prefixWidths(shares, dSae);
  const ascends = widths.every((width, i) => width > (widths[i - 1] ?? 0));
  return ascends
    ? []
    : [{ field, message: `must ascend by at least one feature: of ${dSae} they are ${widths.join(', ')}` }];
}
