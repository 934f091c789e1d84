/** Activations on their way from the model to the trainer or the index. */
import type { DeviceRows } from './device/deviceRows.ts';

/** Why a position is not trained on; counted per reason in run.json. */
export type MaskReason = 'first position' | 'padding' | 'outlier norm';

/** Unmasked activations of some rows, in raw units. */
export interface ActivationBatch {
  /** Positions kept. */
  count: number;
  dIn: number;
  /** Shape [count, dIn]. */
  activations: Float32Array;
  /** Index of the token row each position came from, shape [count]. */
  rows: Uint32Array;
  /** Position within its row, shape [count]. */
  positions: Uint16Array;
}

/** Rows in seeded order: deterministic in (seed, block), replayable from a position. */
export interface RowSource<Rows> {
  /**
   * The next `count` rows in shuffled order, raw units; null at the end of training data.
   * @param after rows that will be asked for after these, into the next epoch if need be: a source may get ready for so many, and for none
   * when it is left out. It changes time, never results.
   */
  next(count: number, after?: number): Promise<Rows | null>;
  /** Where the source stands; `seek` with it gives the same rows again, bit for bit. */
  position(): SourcePosition;
  seek(position: SourcePosition): Promise<void>;
}

/** Feeds a trainer. Rows on the host have the shape [count, dIn]. */
export interface ActivationSource extends RowSource<Float32Array> {
  readonly dIn: number;
  /** The same rows left on the card, for a backend that works there; left out where they are not there. Both share one position. */
  readonly onDevice?: RowSource<DeviceRows>;
}

export interface SourcePosition {
  epoch: number;
  /** Shuffle block within the epoch. */
  block: number;
  /** Rows of the block already served. */
  offset: number;
}
