/** The direct logit effects of an index: those of every feature, or why there are none. */
import type { NoLogitEffects } from '../../../protocol/logitEffects.ts';
import type { LogitSummaries } from './logitSummary.ts';

export type LogitIndex =
  { kind: 'effects'; summaries: LogitSummaries; perNorm: boolean } | { kind: 'none'; reason: NoLogitEffects };
