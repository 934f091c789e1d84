/** What changes from step to step by plan alone. */

/** Cosine from `peak` to `peak * finalShare` over the run; `fraction` of the steps done, this one included. */
export function learningRateAt(peak: number, finalShare: number, fraction: number): number {
  return peak * (finalShare + (1 - finalShare) * 0.5 * (1 + Math.cos(Math.PI * fraction)));
}

/** Share of the full value at a step, from 1 / warmUpSteps at the first to 1; always 1 where there is no warm-up. */
export function warmUpShare(step: number, warmUpSteps: number): number {
  return warmUpSteps === 0 ? 1 : Math.min(1, step / warmUpSteps);
}

/** a after `fraction` of the steps: held to 75 %, log-ramped to the final value by 90 %, then constant. */
export function outputScaleAt(
  { outputScale, finalOutputScale }: { outputScale: number; finalOutputScale: number },
  fraction: number,
): number {
  const ramp = Math.min(1, Math.max(0, (fraction - 0.75) / 0.15));
  return outputScale * (finalOutputScale / outputScale) ** ramp;
}
