/** What counts as a feature about one thing. Fixed before any feature is looked at; the report prints them. */

export const CRITERIA = {
  /** Features are drawn among those with a density on A between these. */
  leastDensity: 0.0005,
  mostDensity: 0.02,
  /** On B, else the feature fails. */
  leastActiveTokens: 30,
  leastDocuments: 10,
  /** A rule may hold on this share of tokens at most, and on this many times the feature's density. */
  mostRuleShare: 0.1,
  mostRuleTimesDensity: 20,
  /** Monosemantic: P(rule | active) over all active tokens, and over those in the lowest quarter of threshold..max. */
  leastPurity: 0.8,
  leastLowestQuarter: 0.5,
  /** Contextual: besides, the rule's F1 beats the current token's by this. */
  leastGain: 0.15,
  /** The look-up fires on a token that on A was active at least so often. */
  lookupShare: 0.5,
} as const;

/** P(r) that a rule may have for a feature of this density. */
export function mostRuleShare(density: number): number {
  return Math.min(CRITERIA.mostRuleShare, CRITERIA.mostRuleTimesDensity * density);
}
