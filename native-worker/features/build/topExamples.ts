/**
 * The strongest examples of every feature: at most one a place (document, or row where documents are few) and one a distinct
 * 16-token window, so that boilerplate repeated over a corpus takes one slot and not twenty.
 * One pass keeps no evicted candidates: where one token conflicts with two kept examples at once, a slot may be refilled by a
 * weaker example than a second pass would find. The strongest example is always exact.
 */
import { type ExampleContext, ExampleSlots, type FeatureRun } from './exampleSlots.ts';

/** Where a candidate stands: candidates that share a place or a window compete for one slot. */
export interface CandidatePlace {
  row: number;
  place: number;
  window: number;
}

export class TopExamples {
  readonly slots: ExampleSlots;
  private readonly filled: Uint8Array;
  private readonly places: Uint32Array;
  private readonly windows: Uint32Array;
  /** The least z a new example must exceed: -Infinity until all slots are filled. */
  private readonly bars: Float32Array;

  /** @param capacity at most 255 */
  constructor(dSae: number, capacity: number, context: ExampleContext) {
    this.slots = new ExampleSlots(dSae, capacity, context);
    this.filled = new Uint8Array(dSae);
    this.places = new Uint32Array(dSae * capacity);
    this.windows = new Uint32Array(dSae * capacity);
    this.bars = new Float32Array(dSae).fill(-Infinity);
  }

  /** Whether z can enter; cheap, so that most tokens cost nothing more. */
  admits(feature: number, z: number): boolean {
    return z > (this.bars[feature] ?? 0);
  }

  /** Offers entry `peak` of the run, the row's strongest; earlier offers win ties. */
  offer(feature: number, at: CandidatePlace, run: FeatureRun, peak: number): void {
    const z = run.values[peak] ?? 0;
    if (!this.admits(feature, z) || !this.beatsRivals(feature, at, z)) return;
    const first = feature * this.slots.capacity;
    for (let slot = this.end(feature) - 1; slot >= first; slot--) {
      if (this.isRival(slot, at)) this.remove(feature, slot);
    }
    const full = this.filled[feature] === this.slots.capacity;
    const slot = full ? this.weakest(feature) : this.end(feature);
    if (!full) this.filled[feature] = (this.filled[feature] ?? 0) + 1;
    this.slots.write(slot, at.row, run, peak);
    this.places[slot] = at.place;
    this.windows[slot] = at.window;
    const nowFull = this.filled[feature] === this.slots.capacity;
    this.bars[feature] = nowFull ? this.slots.value(this.weakest(feature)) : -Infinity;
  }

  /** Slots of a feature, strongest first; ties by place in the corpus. */
  ranked(feature: number): number[] {
    const { slots } = this;
    const all = Array.from({ length: this.filled[feature] ?? 0 }, (_, i) => feature * slots.capacity + i);
    return all.sort(
      (a, b) =>
        slots.value(b) - slots.value(a) ||
        slots.row(a) - slots.row(b) ||
        slots.position(a) - slots.position(b),
    );
  }

  private end(feature: number): number {
    return feature * this.slots.capacity + (this.filled[feature] ?? 0);
  }

  private isRival(slot: number, at: CandidatePlace): boolean {
    return this.places[slot] === at.place || this.windows[slot] === at.window;
  }

  private beatsRivals(feature: number, at: CandidatePlace, z: number): boolean {
    const end = this.end(feature);
    for (let slot = feature * this.slots.capacity; slot < end; slot++) {
      if (this.isRival(slot, at) && this.slots.value(slot) >= z) return false;
    }
    return true;
  }

  private remove(feature: number, slot: number): void {
    const last = this.end(feature) - 1;
    if (slot !== last) {
      this.slots.move(last, slot);
      this.places[slot] = this.places[last] ?? 0;
      this.windows[slot] = this.windows[last] ?? 0;
    }
    this.filled[feature] = (this.filled[feature] ?? 1) - 1;
  }

  private weakest(feature: number): number {
    const end = this.end(feature);
    let weakest = feature * this.slots.capacity;
    for (let slot = weakest + 1; slot < end; slot++) {
      if (this.slots.value(slot) < this.slots.value(weakest)) weakest = slot;
    }
    return weakest;
  }
}

const WINDOW_BEFORE = 8;
const WINDOW_TOKENS = 16;

/** Hash (FNV-1a over ids) of the 16 tokens around a position, 8 of them before it; equal windows compete. */
export function windowHash(tokens: Int32Array, position: number): number {
  const start = Math.max(0, position - WINDOW_BEFORE);
  const end = Math.min(tokens.length, position - WINDOW_BEFORE + WINDOW_TOKENS);
  let hash = 0x811c9dc5;
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ (tokens[i] ?? 0), 0x01000193);
  return hash >>> 0;
}
