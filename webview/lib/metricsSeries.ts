/** The metrics lines of a run, in order of step, as columns for curves. */
import type { MetricsLine } from '../../protocol/run.ts';

export interface MetricsColumns {
  steps: number[];
  nmse: number[];
  explainedVariance: (number | null)[];
  l0: number[];
  notSeen: number[];
  /** What only some algorithms have: absent where no line has it. */
  optional: Partial<Record<OptionalMetric, (number | null)[]>>;
}

const OPTIONAL = [
  'positive',
  'dead',
  'threshold',
  'penalty',
  'penaltyWeight',
  'auxiliary',
  'denseShare',
  'screenedShare',
] as const satisfies readonly (keyof MetricsLine | keyof NonNullable<MetricsLine['timing']>)[];
export type OptionalMetric = (typeof OPTIONAL)[number];

const optionalOf = (line: MetricsLine, name: OptionalMetric): number | undefined =>
  name === 'screenedShare' ? line.timing?.screenedShare : line[name];

export class MetricsSeries {
  #lines: MetricsLine[] = [];

  get last(): MetricsLine | null {
    return this.#lines.at(-1) ?? null;
  }

  /** Adds lines in any order of arrival; a step that is there is replaced. */
  add(lines: readonly MetricsLine[]): void {
    for (const line of [...lines].sort((a, b) => a.step - b.step)) this.#addOne(line);
  }

  /** Drops what came after `step`: a resumed run goes on from its checkpoint and writes those steps again. */
  truncate(step: number): void {
    this.#lines = this.#lines.filter((line) => line.step <= step);
  }

  /** At most about `limit` points: every n-th line, all that hold an evaluation, and the last. */
  columns(limit: number): MetricsColumns {
    const every = Math.max(1, Math.ceil(this.#lines.length / limit));
    const last = this.#lines.length - 1;
    const kept = this.#lines.filter(
      (line, i) => i % every === 0 || i === last || line.explainedVariance !== null,
    );
    return {
      steps: kept.map((line) => line.step),
      nmse: kept.map((line) => line.nmse),
      explainedVariance: kept.map((line) => line.explainedVariance),
      l0: kept.map((line) => line.l0),
      notSeen: kept.map((line) => line.notSeen),
      optional: Object.fromEntries(
        OPTIONAL.filter((name) => kept.some((line) => optionalOf(line, name) !== undefined)).map((name) => [
          name,
          kept.map((line) => optionalOf(line, name) ?? null),
        ]),
      ),
    };
  }

  #addOne(line: MetricsLine): void {
    const last = this.#lines.at(-1);
    if (!last || line.step > last.step) {
      this.#lines.push(line);
      return;
    }
    const at = this.#lines.findIndex((known) => known.step >= line.step);
    this.#lines.splice(at, this.#lines[at]?.step === line.step ? 1 : 0, line);
  }
}

/** The newest value of a column that is not everywhere known, at or before `index`. */
export function latestValue(values: readonly (number | null)[], index = values.length - 1): number | null {
  for (let i = Math.min(index, values.length - 1); i >= 0; i--) {
    const value = values[i];
    if (value !== null && value !== undefined) return value;
  }
  return null;
}
