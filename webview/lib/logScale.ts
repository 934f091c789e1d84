/** A logarithmic axis over positive values, 0..1 from the least to the largest with some room at both ends. */
export function logScale(values: readonly number[], room = 1.5): (value: number) => number {
  const positive = values.filter((value) => value > 0);
  if (positive.length === 0) return () => 0;
  const low = Math.log(Math.min(...positive) / room);
  const high = Math.log(Math.max(...positive) * room);
  return (value) => (value > 0 ? Math.min(1, Math.max(0, (Math.log(value) - low) / (high - low))) : 0);
}
