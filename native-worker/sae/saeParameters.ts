/**
 * A trained SAE in the form in which it is deployed: u = E (x - bPre), y = u + b, active where y > cut (and among the k largest),
 * z = u (jumprelu) or y (relu), xhat = sum a z w + offset, all in normalised units. The offset is bPre until a refit frees it.
 */
import type { Normaliser } from './normalisation.ts';

export interface SaeParameters {
  dIn: number;
  dSae: number;
  activation: 'jumprelu' | 'relu';
  normaliser: Normaliser;
  /** The decoder's rows w_m, shape [dSae, dIn]; unit rows but for algorithms that leave them free. */
  weights: Float32Array;
  /** The encoder's rows, shape [dSae, dIn]; null when tied to `weights`. */
  encoder: Float32Array | null;
  /** a, shape [dSae]. */
  scales: Float32Array;
  /** b, shape [dSae]. */
  biases: Float32Array;
  /** Active above it, shape [dSae]: learned thresholds, BatchTopK's threshold at inference; 0 otherwise. */
  cuts: Float32Array;
  /** TopK only. */
  k: number | null;
  /** bPre, shape [dIn]. */
  preBias: Float32Array;
  /** What is added to the decoded sum, shape [dIn]. */
  offset: Float32Array;
}

/** All of it but the matrices. */
export type DeployedVectors = Omit<SaeParameters, 'weights' | 'encoder'>;
