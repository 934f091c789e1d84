/** Text put through the model, token by token, with or without an SAE. */
import type { FeatureRow } from './feature.ts';

export interface InspectRequest {
  /** Model to run; with `runId` it may be left out and is the run's own. */
  modelFolder?: string;
  runId?: string;
  /** Without a run: where to read activations. */
  hookPoint?: string;
  /** The whole text of the document, as the editor holds it (unsaved edits and line ends included). */
  text: string;
  /** UTF-16 range to inspect, half open; all of it when left out. Text before it gives context. */
  selection?: { start: number; end: number };
  /** Most features to return, strongest first. */
  limit?: number;
}

export interface InspectedToken {
  text: string;
  id: number;
  /** UTF-16 range in the request's text; null where the token cannot be aligned. */
  range: { start: number; end: number } | null;
  /** True where the SAE's training masked such a token; its features are not shown. */
  masked: boolean;
  /** Why it is masked. */
  maskReason: 'first position' | 'padding' | 'outlier norm' | null;
  /** L2 norm of the activation at the hook, raw units. */
  norm: number;
  /** Cross-entropy of this token given those before it, nats; null for the first. */
  loss: number | null;
  /** Likeliest next tokens after this one. */
  predictions: { text: string; id: number; probability: number }[];
  /** Strongest dimensions of the raw activation, by magnitude. */
  dimensions: { index: number; value: number }[];
}

export interface InspectedFeature {
  row: FeatureRow;
  /** Largest z within the selection. */
  max: number;
  /** z per token of `tokens`; 0 where inactive. */
  activations: number[];
}

export interface InspectResult {
  modelName: string;
  hookPoint: string;
  runId: string | null;
  tokens: InspectedToken[];
  /** By max over the selection relative to the feature's max on its corpus, strongest first; empty without an SAE. */
  features: InspectedFeature[];
  /** Active features in the selection before `limit`. */
  activeFeatures: number;
  /** Tokens of context that came before the selection. */
  contextTokens: number;
  /** Characters that could not be aligned, said plainly; empty when all is well. */
  warnings: string[];
}
