/**
 * A shuffle block that never leaves the card: the model's output stays there, norms alone come home to say which positions are kept, and those
 * are packed there, in the order in which a block on the host has them.
 */
import type { Tensor } from 'onnxruntime-node';
import type { TokenRow } from '../../corpus/tokenRow.ts';
import type { ActivationReader, TokenBatch } from '../../llm/languageModel.ts';
import { packRows } from '../../llm/tokenBatch.ts';
import type { DeviceRowGraphs } from '../../onnx/deviceRows.ts';
import { rowNorm } from '../activationNorms.ts';
import type { HarvestOptions } from '../harvest.ts';
import { maskBatch, mayBeKept } from '../maskBatch.ts';
import { addMasks, noMasks } from '../maskCounts.ts';
import type { MaskCounts } from '../maskCounts.ts';

/** A reader that can leave what it reads on the card. */
export type DeviceReader = ActivationReader & Required<Pick<ActivationReader, 'readOnDevice'>>;

export function readsOnDevice(reader: ActivationReader): reader is DeviceReader {
  return reader.readOnDevice !== undefined;
}

export interface DeviceBlock {
  /** Raw units, shape [count, dIn]; null where nothing is kept. */
  rows: Tensor | null;
  /** L2 norm of each, shape [count]. */
  norms: Float32Array;
  masked: MaskCounts;
}

export interface DeviceHarvest extends HarvestOptions {
  reader: DeviceReader;
  graphs: DeviceRowGraphs;
  /** Told after each forward pass. */
  onBatch?: (batch: TokenBatch) => void;
}

/**
 * The batches are cut as `harvest` cuts them, and the same positions are kept.
 * @throws NonFiniteActivationError, TokenBatchError, the reason of an aborted signal
 */
export async function harvestOnDevice(
  rows: readonly TokenRow[],
  harvest: DeviceHarvest,
): Promise<DeviceBlock> {
  const pieces: Tensor[] = [];
  const norms: Float32Array[] = [];
  let masked = noMasks();
  try {
    for (let first = 0; first < rows.length; first += harvest.rowsPerBatch) {
      harvest.signal?.throwIfAborted();
      const piece = await packBatch(rows.slice(first, first + harvest.rowsPerBatch), harvest);
      masked = addMasks(masked, piece.masked);
      norms.push(piece.norms);
      if (piece.rows) pieces.push(piece.rows);
    }
    const all = pieces.splice(0);
    return {
      rows: all.length === 0 ? null : await harvest.graphs.join(all),
      norms: joined(norms),
      masked,
    };
  } finally {
    for (const piece of pieces) piece.dispose();
  }
}

/** What is kept of one batch; the model's output is given back at once. */
async function packBatch(
  rows: readonly TokenRow[],
  { reader, graphs, outlierNorm, onBatch }: DeviceHarvest,
): Promise<DeviceBlock> {
  const batch = packRows(rows.map(({ tokens }) => tokens));
  const raw = await reader.readOnDevice(batch);
  onBatch?.(batch);
  try {
    const norms = Float64Array.from(await graphs.norms(raw));
    await settleDoubts(norms, doubtful(rows, norms, batch.length, outlierNorm), raw, graphs);
    const { kept, masked } = maskBatch(rows, {
      length: batch.length,
      normAt: (at) => norms[at] ?? NaN,
      outlierNorm,
      hookPoint: reader.hookPoint.name,
    });
    return {
      rows: kept.length === 0 ? null : await graphs.pick(raw, kept),
      norms: Float32Array.from(kept, (at) => norms[at] ?? NaN),
      masked,
    };
  } finally {
    raw.dispose();
  }
}

/** Relative; above the error of a float32 sum of up to 16,384 squares, whose root has half of it. */
const doubt = 1e-3;

/** Places whose norm from the card might mask other positions than the host's float64 norm: near the limit, or not finite. */
function doubtful(
  rows: readonly TokenRow[],
  norms: Float64Array,
  length: number,
  outlierNorm: number,
): Uint32Array {
  const [low, high] = [(1 - doubt) * outlierNorm, (1 + doubt) * outlierNorm];
  const places = [...norms.keys()].filter((at) => {
    const [row, norm] = [rows[Math.floor(at / length)], norms[at] ?? NaN];
    const isPlain = Number.isFinite(norm) && (norm < low || norm > high);
    return row !== undefined && mayBeKept(row, at % length) && !isPlain;
  });
  return Uint32Array.from(places);
}

/** Replaces the norms of those few places by what the host makes of the rows themselves. */
async function settleDoubts(
  norms: Float64Array,
  places: Uint32Array,
  raw: Tensor,
  graphs: DeviceRowGraphs,
): Promise<void> {
  if (places.length === 0) return;
  const picked = await graphs.pick(raw, places);
  try {
    const values = await graphs.toHost(picked);
    for (const [i, at] of places.entries()) norms[at] = rowNorm(values, graphs.width, i);
  } finally {
    picked.dispose();
  }
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
