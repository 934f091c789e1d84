/**
 * Grades an activation for highlighting, from the feature's threshold to its max on the corpus: the smallest nonzero z is
 * the threshold itself, so a scale from zero would paint every active token strongly.
 */

/** Steps of the colour scale; package.json declares one colour for each. */
export const ACTIVATION_STEPS = 8;

/**
 * @returns 0 for an inactive token, else 1 (at or below the threshold) to ACTIVATION_STEPS (at or above the max). A feature
 * whose max equals its threshold has no scale: its tokens get the last step.
 */
export function activationStep(value: number, threshold: number, max: number): number {
  if (!(value > 0)) return 0;
  if (!(max > threshold)) return ACTIVATION_STEPS;
  const share = Math.min(1, Math.max(0, (value - threshold) / (max - threshold)));
  return Math.min(ACTIVATION_STEPS, 1 + Math.floor(share * ACTIVATION_STEPS));
}
