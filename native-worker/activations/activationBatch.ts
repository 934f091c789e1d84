/** Activations on their way from the model to the trainer or the index. */

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

/** Feeds a trainer: deterministic in (seed, block), replayable from a position. */
export interface ActivationSource {
  readonly dIn: number;
  /**
   * The next `count` rows in shuffled order, raw units, shape [count, dIn]; null at the end of training data.
   * @param after rows that will be asked for after these, into the next epoch if need be: a source may get ready for so many, and for none
   * when it is left out. It changes time, never results.
   */
  next(count: number, after?: number): Promise<Float32Array | null>;
  /** Where the source stands; `seek` with it gives the same rows again, bit for bit. */
  position(): SourcePosition;
  seek(position: SourcePosition): Promise<void>;
}

export interface SourcePosition {
  epoch: number;
  /** Shuffle block within the epoch. */
  block: number;
  /** Rows of the block already served. */
  offset: number;
}
