/** What a training run is asked to do. Each field is documented here and nowhere derived in silence. */
import type { CorpusSpec } from './corpus.ts';
import type { Device, Int8 } from './device.ts';

export type GbaPreset = 'recommended' | 'paper';

/** Fields that every algorithm has. */
interface CommonConfig {
  /** `token`: each activation to unit norm (the paper); `dataset`: mean norm 1, folded away on export. */
  normalisation: 'token' | 'dataset';
  /**
   * b_pre, which centres the input and is added to the output: fixed at the data mean, fixed at zero, or started at the mean and trained,
   * through the decoder's term alone (`decoder`) or by the full gradient (`trained`, the paper).
   */
  preBias: 'mean' | 'zero' | 'decoder' | 'trained';
  /** Least-squares refit of the scales a and of the output offset after the last step. */
  refit: boolean;
}

/** Group Bias Adaptation, arXiv 2506.14002. One group is the paper's BA. */
export interface GbaConfig extends CommonConfig {
  algorithm: 'gba';
  preset: GbaPreset;
  /** K: groups of neurons, contiguous and equal, each with its own target activation frequency (TAF). */
  groups: number;
  /** HTF: the TAF of group 0, a share of tokens. */
  highestTargetFrequency: number;
  /** LTF: the TAF of group K-1; the groups between are geometric. */
  lowestTargetFrequency: number;
  /**
   * Optimiser steps between two adaptation points. A group whose window holds fewer than 20 / TAF rows waits for a later point, and then
   * moves by gamma for each point that its window spans, ten at most.
   */
  adaptEverySteps: number;
  /**
   * `published`: the paper's rule, in which a TAF is a ceiling. `requantile`: at each adaptation point every bias is set to the (1 - TAF)
   * quantile of u under the present weights, over a sample kept from the run's first rows (100 / LTF rows, between 4,096 and 65,536),
   * which holds every neuron at its TAF; the two step sizes are then not used. Each point costs a forward pass of that sample.
   */
  adaptation: 'published' | 'requantile';
  /** gamma-: a neuron above its target loses this share of its peak. 0 turns it off. */
  biasStepDown: number;
  /** gamma+: a dead neuron gains this share of its group's mean peak. 0 turns it off. */
  biasStepUp: number;
  /** `jumprelu`: z = u where u + b > 0; `relu`: z = max(u + b, 0). */
  activation: 'jumprelu' | 'relu';
  /** a at the start, equal for all neurons. */
  outputScale: number;
  /** a at the end: held to 75 % of the steps, log-ramped until 90 %. Ignored when the scale is trained. */
  finalOutputScale: number;
  /** Whether a is trained by gradient (the paper) or follows its schedule. */
  trainOutputScale: boolean;
  /** Biases at the start: minus the (1 - TAF) quantile of u, or zero (the paper). */
  initialBias: 'quantile' | 'zero';
  /**
   * Steps of encoder polish after the refit, 0 for none: the decoder's rows and scales stand still, the encoder is untied from them and
   * trained on reconstruction alone, biases go on adapting. It lowers the error; features are still named by the decoder's rows.
   */
  polishSteps: number;
}

/** What the algorithms trained by gradient alone share. */
interface GradientConfig extends CommonConfig {
  /** Steps over which the learning rate rises linearly from 0, on top of the cosine. */
  warmUpSteps: number;
  /** Adam's beta1; beta2 is 0.999. */
  adamBeta1: number;
  /** The gradient of all parameters together is scaled down to this norm; 0 for no clipping. */
  gradientClip: number;
}

/** The auxiliary loss of TopK and its kin (Gao et al. 2024): dead features reconstruct what the others leave over. */
interface AuxKConfig {
  /** k_aux: the dead features used on a row, those with the largest pre-activations; usually dIn / 2. */
  auxK: number;
  /** Weight of the auxiliary loss, a share of the residual's variance; 0 turns it off. */
  auxCoefficient: number;
  /** A feature that has not fired on so many tokens counts as dead. */
  deadAfterTokens: number;
}

/** TopK (Gao et al. 2024, arXiv 2406.04093). */
export interface TopKConfig extends GradientConfig, AuxKConfig {
  algorithm: 'topk';
  /** Active features a token. */
  k: number;
  /** Encoder and decoder share their rows, and the output scale below is fixed: the paper's tied form. Untied is TopK's own recipe. */
  tied: boolean;
  /** a at the start and at the end, on GBA's schedule; 1 for the untied recipe. */
  outputScale: number;
  finalOutputScale: number;
}

/** BatchTopK (Bussmann et al. 2024, arXiv 2412.06410): k a token on average over the batch, one threshold for all at inference. */
export interface BatchTopKConfig extends GradientConfig, AuxKConfig {
  algorithm: 'batchtopk';
  /** Active features a token, on average. */
  k: number;
  /** The threshold at inference is the running mean of the batch's smallest active value, with this momentum. */
  thresholdMomentum: number;
}

/** Matryoshka (Bussmann et al. 2025, arXiv 2503.17547): BatchTopK whose prefixes each reconstruct the input; losses are averaged. */
export interface MatryoshkaConfig extends GradientConfig, AuxKConfig {
  algorithm: 'matryoshka';
  k: number;
  thresholdMomentum: number;
  /** Widths of the prefixes as shares of dSae, ascending, the last is 1. */
  prefixShares: number[];
}

/** L1 in Anthropic's form of April 2024: sum z ||w||, decoder rows free. */
export interface L1Config extends GradientConfig {
  algorithm: 'l1';
  /** lambda, on unit-norm rows and ||xhat - x||^2. */
  l1Coefficient: number;
  /** Steps over which lambda rises linearly from 0. */
  sparsityWarmUpSteps: number;
  /** Length of the decoder's rows at the start. */
  decoderInitNorm: number;
}

/** JumpReLU with a straight-through estimator (Rajamanoharan et al. 2024, arXiv 2407.14435). */
export interface JumpReluConfig extends GradientConfig {
  algorithm: 'jumprelu';
  /** `l0`: the number of active features; `tanh`: sum tanh(tanhScale z ||w||), Anthropic's of January 2025. */
  penalty: 'l0' | 'tanh';
  sparsityCoefficient: number;
  /** Steps over which the coefficient rises linearly from 0. */
  sparsityWarmUpSteps: number;
  /** Used by `tanh` alone. */
  tanhScale: number;
  /** epsilon: width of the rectangle through which thresholds see a gradient. */
  bandwidth: number;
  /** theta at the start, equal for all features. */
  initialThreshold: number;
}

export type AlgorithmConfig =
  GbaConfig | TopKConfig | BatchTopKConfig | MatryoshkaConfig | L1Config | JumpReluConfig;

export type AlgorithmName = AlgorithmConfig['algorithm'];

/** What presets are asked for by name; `ba` is GBA with one group, the paper's Bias Adaptation. */
export type PresetAlgorithm = AlgorithmName | 'ba';

export interface SaeConfig<A extends AlgorithmConfig = AlgorithmConfig> {
  /** M, the number of features. */
  dSae: number;
  /** B, tokens a step. */
  batchTokens: number;
  /** Tokens seen in training, over all epochs. */
  trainingTokens: number;
  learningRate: number;
  /** Cosine decay ends at this share of learningRate. */
  finalLearningRateShare: number;
  seed: number;
  algorithm: A;
}

export interface TrainRequest<A extends AlgorithmConfig = AlgorithmConfig> {
  modelFolder: string;
  hookPoint: string;
  corpus: CorpusSpec;
  /** Tokens a row, BOS included. */
  contextSize: number;
  sae: SaeConfig<A>;
  llmDevice: Device;
  saeDevice: Device | 'reference';
  /** int8 screening of the SAE's pairs on the CPU; `auto` when left out. */
  int8?: Int8;
  /** Steps between two checkpoints. */
  checkpointEverySteps: number;
  /** Name to show; the run's id is made from it. */
  name?: string;
  /**
   * Trained from activations on disk, of one pass of the language model for all hook points of a group; its runs take turns. Left out for
   * a run on its own, whose activations go through memory.
   */
  together?: TrainingGroup;
}

export interface TrainingGroup {
  /** The same for all runs of the group, and no other's: a UUID. */
  id: string;
  /** Of all its runs, this one's among them, in the order in which they are trained. */
  hookPoints: string[];
}

export type SizePreset = 'small' | 'medium' | 'large';

/** Measured for the preset that it came with. */
export interface EstimateBasis {
  /** Tokens of the whole corpus, estimated; null when unknown. */
  corpusTokens: number | null;
  /** Seconds a token; null when not measured. */
  speed: { harvest: number; train: number } | null;
}

/** A part of the memory that is planned before the start. */
export interface MemoryUse {
  what: string;
  /** The machine's memory, or that of a GPU (the same on machines where both share it). */
  where: 'host' | 'device';
  bytes: number;
}

/** What a run will need, shown before it starts. */
export interface TrainingEstimate {
  /** Of the host; the sum of `memory` there. */
  memoryBytes: number;
  /** What lives where; left out by older engines. */
  memory?: MemoryUse[];
  diskBytes: number;
  /** Seconds, measured on a short forward pass where possible; null when unknown. */
  seconds: number | null;
  steps: number;
  notes: string[];
  /** What the estimate rests on, to estimate a changed request with; left out by older engines. */
  basis?: EstimateBasis;
}
