/**
 * A text on its way through the tokenizer, each UTF-16 unit knowing the range of the original text that it stands for.
 * Ranges ascend. An empty range marks inserted text (a prefix space); -1 marks a unit whose place is not known.
 */

export interface TextRange {
  start: number;
  end: number;
}

export const UNKNOWN = -1;

export class MappedText {
  private constructor(
    readonly text: string,
    private readonly places: { starts: Int32Array; ends: Int32Array } | null,
    private readonly offset: number,
  ) {}

  /** `text` is the original from `offset` on, unchanged. */
  static identity(text: string, offset: number): MappedText {
    return new MappedText(text, null, offset);
  }

  static of(text: string, starts: Int32Array, ends: Int32Array): MappedText {
    return new MappedText(text, { starts, ends }, 0);
  }

  start(unit: number): number {
    return this.places === null ? this.offset + unit : (this.places.starts[unit] ?? UNKNOWN);
  }

  end(unit: number): number {
    return this.places === null ? this.offset + unit + 1 : (this.places.ends[unit] ?? UNKNOWN);
  }

  /** The original range of the units [from, to); empty where they are all inserted, UNKNOWN where any place is unknown. */
  range(from: number, to: number): TextRange {
    if (this.places === null) return { start: this.offset + from, end: this.offset + to };
    let start = UNKNOWN;
    let end = UNKNOWN;
    for (let unit = from; unit < to; unit++) {
      const unitStart = this.start(unit);
      const unitEnd = this.end(unit);
      if (unitStart === UNKNOWN) return { start: UNKNOWN, end: UNKNOWN };
      if (unitStart === unitEnd) continue;
      if (start === UNKNOWN) start = unitStart;
      end = Math.max(end, unitEnd);
    }
    return start === UNKNOWN ? { start: this.start(from), end: this.start(from) } : { start, end };
  }

  slice(from: number, to: number): MappedText {
    const text = this.text.slice(from, to);
    if (this.places === null) return new MappedText(text, null, this.offset + from);
    return MappedText.of(text, this.places.starts.subarray(from, to), this.places.ends.subarray(from, to));
  }
}

/** Builds the text after one step of the pipeline from kept and replaced stretches of the text before it. */
export class MappedTextBuilder {
  private readonly parts: string[] = [];
  private starts: Int32Array;
  private ends: Int32Array;
  private length = 0;

  constructor(private readonly source: MappedText) {
    const room = source.text.length + 16;
    this.starts = new Int32Array(room);
    this.ends = new Int32Array(room);
  }

  /** Units written so far. */
  get size(): number {
    return this.length;
  }

  keep(from: number, to: number): void {
    this.keepAs(from, to, this.source.text.slice(from, to));
  }

  /** Units [from, to) written as `text` of the same length, each in its old place. */
  keepAs(from: number, to: number, text: string): void {
    if (from === to) return;
    if (text.length !== to - from)
      throw new RangeError(`${text.length} units cannot take the places of ${to - from}`);
    this.parts.push(text);
    this.reserve(to - from);
    for (let unit = from; unit < to; unit++) this.place(this.source.start(unit), this.source.end(unit));
  }

  /** `text` stands for the whole of the source's units [from, to); with from === to it is an insertion before `from`. */
  replace(from: number, to: number, text: string): void {
    if (text === '') return;
    const range = from === to ? this.insertionPoint(from) : this.source.range(from, to);
    this.append(text, range);
  }

  /** `text` whose place in the source is not known. */
  lose(text: string): void {
    this.append(text, { start: UNKNOWN, end: UNKNOWN });
  }

  build(): MappedText {
    return MappedText.of(
      this.parts.join(''),
      this.starts.subarray(0, this.length),
      this.ends.subarray(0, this.length),
    );
  }

  private insertionPoint(unit: number): TextRange {
    const { text } = this.source;
    const place =
      unit < text.length
        ? this.source.start(unit)
        : unit > 0
          ? this.source.end(unit - 1)
          : this.source.start(0);
    return { start: place, end: place };
  }

  private append(text: string, range: TextRange): void {
    this.parts.push(text);
    this.reserve(text.length);
    for (let unit = 0; unit < text.length; unit++) this.place(range.start, range.end);
  }

  private place(start: number, end: number): void {
    this.starts[this.length] = start;
    this.ends[this.length] = end;
    this.length++;
  }

  private reserve(more: number): void {
    if (this.length + more <= this.starts.length) return;
    const room = Math.max(this.starts.length * 2, this.length + more);
    this.starts = grown(this.starts, room);
    this.ends = grown(this.ends, room);
  }
}

function grown(values: Int32Array, room: number): Int32Array {
  const larger = new Int32Array(room);
  larger.set(values);
  return larger;
}
