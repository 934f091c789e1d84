/**
 * Fixed slots for the examples of every feature: where the token stands, its z, and z around it packed as fp16.
 * Typed arrays only, so 66,000 features with 60 slots each cost 92 bytes a slot, and untouched slots cost nothing.
 */
import { toHalf } from '../../activations/halfFloat.ts';

/** Tokens shown around the token an example was chosen for. */
export interface ExampleContext {
  before: number;
  after: number;
}

/** The tokens of one row on which one feature is active, ascending: entries `start` to `end` of shared arrays. */
export interface FeatureRun {
  positions: Uint16Array;
  values: Float32Array;
  start: number;
  end: number;
}

export class ExampleSlots {
  readonly capacity: number;
  /** Tokens a window: before + the token itself + after. */
  readonly width: number;
  private readonly context: ExampleContext;
  private readonly rows: Uint32Array;
  private readonly positions: Uint16Array;
  private readonly values: Float32Array;
  private readonly windows: Uint16Array;

  constructor(dSae: number, capacity: number, context: ExampleContext) {
    this.capacity = capacity;
    this.context = context;
    this.width = context.before + 1 + context.after;
    const slots = dSae * capacity;
    this.rows = new Uint32Array(slots);
    this.positions = new Uint16Array(slots);
    this.values = new Float32Array(slots);
    this.windows = new Uint16Array(slots * this.width);
  }

  /** Fills a slot with entry `peak` of the run; the window outside the run's entries is zero. */
  write(slot: number, row: number, run: FeatureRun, peak: number): void {
    const position = run.positions[peak] ?? 0;
    this.rows[slot] = row;
    this.positions[slot] = position;
    this.values[slot] = run.values[peak] ?? 0;
    const base = slot * this.width;
    for (let i = base; i < base + this.width; i++) this.windows[i] = 0;
    const first = position - this.context.before;
    for (let i = run.start; i < run.end; i++) {
      const offset = (run.positions[i] ?? 0) - first;
      if (offset >= 0 && offset < this.width) this.windows[base + offset] = toHalf(run.values[i] ?? 0);
    }
  }

  move(from: number, to: number): void {
    this.rows[to] = this.row(from);
    this.positions[to] = this.position(from);
    this.values[to] = this.value(from);
    this.windows.copyWithin(to * this.width, from * this.width, (from + 1) * this.width);
  }

  row(slot: number): number {
    return this.rows[slot] ?? 0;
  }

  position(slot: number): number {
    return this.positions[slot] ?? 0;
  }

  value(slot: number): number {
    return this.values[slot] ?? 0;
  }

  /** fp16 bits of z at `from` to `to` of the slot's window, which starts `before` tokens before the slot's token; a view. */
  window(slot: number, from: number, to: number): Uint16Array {
    return this.windows.subarray(slot * this.width + from, slot * this.width + to);
  }
}
