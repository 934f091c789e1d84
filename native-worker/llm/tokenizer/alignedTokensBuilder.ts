/** Collects tokens with their ranges into the arrays of AlignedTokens. */
import type { AlignedTokens } from '../alignedTokens.ts';
import { UNKNOWN, type TextRange } from './mappedText.ts';

const NOT_SPELLED = 'the tokens do not spell this text';
const NO_PLACE = 'the normaliser changed this text in a way that cannot be followed';

export class AlignedTokensBuilder {
  private ids: Int32Array;
  private starts: Int32Array;
  private ends: Int32Array;
  private length = 0;
  /** End of the last token that has a place, for the range of a problem. */
  private placed = 0;
  /** Index in `problems` of the open run of tokens without a place. */
  private openProblem = false;
  private readonly problems: AlignedTokens['problems'] = [];

  constructor(private readonly textLength: number) {
    const room = Math.ceil(textLength / 3) + 16;
    this.ids = new Int32Array(room);
    this.starts = new Int32Array(room);
    this.ends = new Int32Array(room);
  }

  add(id: number, range: TextRange): void {
    if (range.start === UNKNOWN) {
      this.reportLost();
      this.push(id, range);
      return;
    }
    this.closeLost(range.start);
    this.placed = Math.max(this.placed, range.end);
    this.push(id, range);
  }

  /** Tokens of a piece whose range is known but whose inner places are not. */
  addUnaligned(ids: readonly number[], range: TextRange): void {
    if (range.start === UNKNOWN) this.reportLost();
    else {
      this.closeLost(range.start);
      this.placed = Math.max(this.placed, range.end);
      this.problems.push({ ...range, reason: NOT_SPELLED });
    }
    for (const id of ids) this.push(id, { start: UNKNOWN, end: UNKNOWN });
  }

  build(): AlignedTokens {
    this.closeLost(this.textLength);
    return {
      ids: this.ids.slice(0, this.length),
      starts: this.starts.slice(0, this.length),
      ends: this.ends.slice(0, this.length),
      problems: this.problems,
    };
  }

  private reportLost(): void {
    if (this.openProblem) return;
    this.problems.push({ start: this.placed, end: this.textLength, reason: NO_PLACE });
    this.openProblem = true;
  }

  private closeLost(end: number): void {
    const last = this.problems.at(-1);
    if (this.openProblem && last !== undefined) last.end = end;
    this.openProblem = false;
  }

  private push(id: number, range: TextRange): void {
    if (this.length === this.ids.length) this.grow();
    this.ids[this.length] = id;
    this.starts[this.length] = range.start;
    this.ends[this.length] = range.end;
    this.length++;
  }

  private grow(): void {
    const double = (values: Int32Array): Int32Array => {
      const larger = new Int32Array(values.length * 2);
      larger.set(values);
      return larger;
    };
    this.ids = double(this.ids);
    this.starts = double(this.starts);
    this.ends = double(this.ends);
  }
}
