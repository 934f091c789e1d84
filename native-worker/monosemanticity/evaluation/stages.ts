/** The parts of an evaluation, with how long each takes of 100 parts, as measured on the starter model. */

export const STAGES = {
  text: 2,
  'directions of the baselines': 5,
  'choosing half': 28,
  'scoring half': 28,
  'neurons of the MLP': 28,
  'choosing and scoring rules': 9,
} as const;
export type Stage = keyof typeof STAGES;

/** Parts of 100 that are done when `fraction` of a stage is. */
export function partsDone(stage: Stage, fraction: number): number {
  let before = 0;
  for (const [name, parts] of Object.entries(STAGES)) {
    if (name === stage) return before + parts * Math.min(1, Math.max(0, fraction));
    before += parts;
  }
  return before;
}
