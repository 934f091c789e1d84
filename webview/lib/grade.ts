/**
 * Colour steps of an activation, from the feature's threshold to its max (the smallest nonzero z is the threshold
 * itself, so a scale from 0 would show nearly every active token as strong).
 */
export const GRADES = 8;

/** 0: inactive; 1: just above the threshold; 8: at the feature's max or beyond. The editor's colours step alike. */
export function gradeOf(activation: number, threshold: number, max: number): number {
  if (!(activation > 0)) return 0;
  const span = max - threshold;
  if (!(span > 0)) return GRADES;
  const share = Math.max(0, (activation - threshold) / span);
  return Math.min(GRADES, 1 + Math.floor(share * GRADES));
}

/** CSS class of a grade; inactive tokens have none. */
export function gradeClass(grade: number): string {
  return grade === 0 ? '' : `grade-${String(grade)}`;
}
