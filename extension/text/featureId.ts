/** A feature's one name: `<run>/<index>`. */

export interface FeatureId {
  /** Run id or name, as typed. */
  run: string;
  index: number;
}

/** Null where `text` is not `<run>/<index>`. The last slash divides, so a run's name may hold slashes. */
export function parseFeatureId(text: string): FeatureId | null {
  const match = /^\s*(.*\S)\s*\/\s*(\d{1,9})\s*$/.exec(text);
  if (match?.[1] === undefined || match[2] === undefined) return null;
  return { run: match[1], index: Number(match[2]) };
}

export function formatFeatureId(id: FeatureId): string {
  return `${id.run}/${id.index}`;
}
