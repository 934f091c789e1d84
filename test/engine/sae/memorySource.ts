/** An activation source over rows in memory: epochs one after another in the given order. */
import type { ActivationSource, SourcePosition } from '../../../native-worker/activations/activationBatch.ts';

export class MemorySource implements ActivationSource {
  readonly dIn: number;
  private readonly rows: Float32Array;
  private place: SourcePosition = { epoch: 0, block: 0, offset: 0 };

  constructor(rows: Float32Array, dIn: number) {
    this.rows = rows;
    this.dIn = dIn;
  }

  next(count: number): Promise<Float32Array | null> {
    const from = this.place.offset;
    if ((from + count) * this.dIn > this.rows.length) return Promise.resolve(null);
    this.place = { ...this.place, offset: from + count };
    return Promise.resolve(this.rows.slice(from * this.dIn, (from + count) * this.dIn));
  }

  position(): SourcePosition {
    return this.place;
  }

  seek(position: SourcePosition): Promise<void> {
    this.place = position;
    return Promise.resolve();
  }
}
