/** The `limit` strongest of a stream of (value, place): a buffer of twice the size, cut back whenever it is full. */
export class StrongestPlaces {
  private readonly limit: number;
  private readonly values: Float32Array;
  private readonly places: Uint32Array;
  private used = 0;
  /** Nothing at or below it can still be among the strongest. */
  private cut = -Infinity;

  constructor(limit: number) {
    this.limit = limit;
    this.values = new Float32Array(2 * limit + 1);
    this.places = new Uint32Array(2 * limit + 1);
  }

  offer(value: number, place: number): void {
    if (value <= this.cut) return;
    this.values[this.used] = value;
    this.places[this.used++] = place;
    if (this.used === this.values.length) this.cutBack();
  }

  /** Strongest first. */
  ranked(): { values: Float32Array; places: Uint32Array } {
    this.cutBack();
    return { values: this.values.slice(0, this.used), places: this.places.slice(0, this.used) };
  }

  private cutBack(): void {
    const { values, places } = this;
    const order = Uint32Array.from({ length: this.used }, (_, i) => i);
    order.sort((a, b) => (values[b] ?? 0) - (values[a] ?? 0));
    const kept = order.subarray(0, this.limit);
    const bestValues = Float32Array.from(kept, (i) => values[i] ?? 0);
    const bestPlaces = Uint32Array.from(kept, (i) => places[i] ?? 0);
    values.set(bestValues);
    places.set(bestPlaces);
    this.used = kept.length;
    if (this.used === this.limit) this.cut = bestValues.at(-1) ?? this.cut;
  }
}
