/** Which features raised a token: each feature taken out of the activations at the hook, and what that does to the token's logit. */
import type { FeatureRow } from './feature.ts';

export interface AttributionRequest {
  runId: string;
  /** The run's own model when left out. */
  modelFolder?: string;
  /** The whole text of the document, as the editor holds it. */
  text: string;
  /** UTF-16 range of a token, half open, as an inspection gave it. */
  token: { start: number; end: number };
  /**
   * `this`: what the tokens before it did for this token. `next`: what it and those before it do for the token of this id after it; null
   * for the likeliest.
   */
  asked: { kind: 'this' } | { kind: 'next'; id: number | null };
  /** `position`: a feature is taken out where the token is predicted, alone. `context`: wherever it is active. */
  scope: AttributionScope;
  /** Most features tried, those that add the longest vectors first; each costs a pass through the rest of the model. */
  limit?: number;
}

export type AttributionScope = 'position' | 'context';

export interface AttributedFeature {
  row: FeatureRow;
  /** z where the token is predicted; in `context` the largest z. */
  activation: number;
  /** Logit of the token as it is, minus the logit with the feature taken out: above 0 where the feature raised it. */
  logitDrop: number;
  /** The same of its log-probability, nats. */
  logProbabilityDrop: number;
}

export interface AttributionResult {
  modelName: string;
  hookPoint: string;
  runId: string;
  scope: AttributionScope;
  /** The token asked about. */
  target: { id: number; text: string };
  /** The token after which it is predicted. */
  after: { id: number; text: string; range: { start: number; end: number } | null };
  logit: number;
  /** Nats. */
  logProbability: number;
  /** Largest drop of the logit first; those that held the token back come last. */
  features: AttributedFeature[];
  /** Features active there, before `limit`. */
  activeFeatures: number;
  /** Tokens of context before the token is predicted, the first position included. */
  contextTokens: number;
  warnings: string[];
}
