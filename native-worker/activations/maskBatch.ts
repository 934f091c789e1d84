/** Which positions of a batch are trained on, from their norms alone: the same for activations on the host and on a card. */
import type { TokenRow } from '../corpus/tokenRow.ts';
import type { MaskReason } from './activationBatch.ts';
import { noMasks } from './maskCounts.ts';
import type { MaskCounts } from './maskCounts.ts';

export class NonFiniteActivationError extends Error {
  constructor(hookPoint: string, row: TokenRow, position: number, norm: number) {
    super(
      `The activation at ${hookPoint} of token ${row.tokens[position]} (document ${row.document}, position ${position}) has the norm ` +
        `${norm}: the model overflows there. Use the float32 export of the model, or a device with float32.`,
    );
    this.name = 'NonFiniteActivationError';
  }
}

export interface BatchNorms {
  /** Positions a row, padding included. */
  length: number;
  /** Norm at row x length + position, raw units; asked for only where there is a token that may be kept. */
  normAt: (at: number) => number;
  outlierNorm: number;
  /** For the error. */
  hookPoint: string;
}

export interface MaskedBatch {
  /** Places (row x length + position) that are kept, ascending. */
  kept: Uint32Array;
  masked: MaskCounts;
}

/** @throws NonFiniteActivationError */
export function maskBatch(
  rows: readonly TokenRow[],
  { length, normAt, outlierNorm, hookPoint }: BatchNorms,
): MaskedBatch {
  const masked = noMasks();
  const kept: number[] = [];
  for (const [row, tokenRow] of rows.entries()) {
    for (let position = 0; position < length; position++) {
      const at = row * length + position;
      const norm = mayBeKept(tokenRow, position) ? normAt(at) : 0;
      if (!Number.isFinite(norm)) throw new NonFiniteActivationError(hookPoint, tokenRow, position, norm);
      const reason = maskReason(position, tokenRow.tokens.length, norm, outlierNorm);
      masked[reason ?? 'kept']++;
      if (reason === null) kept.push(at);
    }
  }
  return { kept: Uint32Array.from(kept), masked };
}

/** Whether only the norm can mask a position. */
export function mayBeKept({ tokens }: TokenRow, position: number): boolean {
  return position > 0 && position < tokens.length;
}

/** Why a position of a row is masked; null where it is kept. */
function maskReason(position: number, length: number, norm: number, outlierNorm: number): MaskReason | null {
  if (position >= length) return 'padding';
  if (position === 0) return 'first position';
  return norm > outlierNorm ? 'outlier norm' : null;
}
