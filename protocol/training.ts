/** What a training run is asked to do. Each field is documented here and nowhere derived in silence. */
import type { CorpusSpec } from './corpus.ts';
import type { Device } from './device.ts';

export type GbaPreset = 'recommended' | 'paper';

/** Group Bias Adaptation, arXiv 2506.14002. */
export interface GbaConfig {
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
  /** gamma-: a neuron above its target loses this share of its peak. */
  biasStepDown: number;
  /** gamma+: a dead neuron gains this share of its group's mean peak. */
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
  /** b_pre: fixed at the data mean, fixed at zero, or trained by gradient (the paper). */
  preBias: 'mean' | 'zero' | 'trained';
  /** `token`: each activation to unit norm (the paper); `dataset`: mean norm 1. */
  normalisation: 'token' | 'dataset';
  /** Least-squares refit of a and of the output offset after the last step. */
  refit: boolean;
}

/** Later algorithms (topk, batchtopk, l1, jumprelu, matryoshka) join this union. */
export type AlgorithmConfig = GbaConfig;

export interface SaeConfig {
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
  algorithm: AlgorithmConfig;
}

export interface TrainRequest {
  modelFolder: string;
  hookPoint: string;
  corpus: CorpusSpec;
  /** Tokens a row, BOS included. */
  contextSize: number;
  sae: SaeConfig;
  llmDevice: Device;
  saeDevice: Device | 'reference';
  /** Steps between two checkpoints. */
  checkpointEverySteps: number;
  /** Name to show; the run's id is made from it. */
  name?: string;
}

export type SizePreset = 'small' | 'medium' | 'large';

/** Measured for the preset that it came with. */
export interface EstimateBasis {
  /** Tokens of the whole corpus, estimated; null when unknown. */
  corpusTokens: number | null;
  /** Seconds a token; null when not measured. */
  speed: { harvest: number; train: number } | null;
}

/** What a run will need, shown before it starts. */
export interface TrainingEstimate {
  memoryBytes: number;
  diskBytes: number;
  /** Seconds, measured on a short forward pass where possible; null when unknown. */
  seconds: number | null;
  steps: number;
  notes: string[];
  /** What the estimate rests on, to estimate a changed request with; left out by older engines. */
  basis?: EstimateBasis;
}
