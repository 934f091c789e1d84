/** What a sample says against an imported SAE: features that mean nothing look like any others. */
import type { ImportSample } from '../../protocol/foreignSae.ts';

const BEGINNING = 'On a sample of this text it';
/** Below, most of what is there is lost; SAEs that are used have 0.6 and more. */
const LITTLE_EXPLAINED = 0.3;

export function misfits({ explainedVariance, l0, tokens }: ImportSample): string[] {
  const next =
    'Its model, its hook point or the scale of its inputs is probably another. Check them before reading its features.';
  if (l0 === 0) return [`${BEGINNING} has no active features at all (${tokens} tokens). ${next}`];
  const explained = `explains ${explainedVariance.toFixed(2)} of the variance`;
  if (explainedVariance < 0) return [`${BEGINNING} ${explained}, worse than the mean would. ${next}`];
  if (explainedVariance < LITTLE_EXPLAINED)
    return [`${BEGINNING} ${explained}, less than SAEs usually do. Its model or hook point may be another.`];
  return [];
}

/** Whether a warning is one of these, for it to be replaced when the sample is measured again. */
export function isMisfit(warning: string): boolean {
  return warning.startsWith(BEGINNING);
}
