/**
 * What one worker of the sparse backend keeps in its kernels' memory, counted array by array as compute/sparse allocates them, to the byte.
 * Lists of pairs that outgrow their first room, and what memory loses between arrays (they begin at cache lines), come on top.
 */
import {
  adam,
  batchBins,
  batchCounts,
  collection,
  decision,
  neuronSums,
  neuronSumsStride,
  pairGradient,
  quantisation,
  screen,
  update,
} from '../kernels/structures.ts';
import type { BackendOptions } from './backend.ts';
import { codeCapacity, firstCapacity } from './sparse/pairRoom.ts';
import { quantisedWidth, slabBytes } from './sparse/quantisedRows.ts';
import type { RankSelection } from './sparse/rankBounds.ts';
import { chunkTokens, strideOf } from './sparse/sharedBatch.ts';
import { shardsOf, type ShardPlan } from './sparse/shardPlan.ts';

/** Bytes, by what they are for. */
export interface MemberBytes {
  weights: number;
  moments: number;
  /** Everything with one value a feature. */
  values: number;
  /** Selected pairs, and those of the auxiliary loss. */
  lists: number;
  /** Quantised weights and batch, their products and what else screening needs; 0 without it. */
  int8: number;
  scratch: number;
  /** Allocated when blocks are first worked on densely: should all of them be. */
  dense: number;
  /** Allocated when codes are first read off. */
  codes: number;
}

const float = 4;
const double = 8;
/** Nine of the state, counts, peaks, positives, dead, three gradients, zeros and cuts. */
const valuesAFeature = 18;
/** Rows for b_pre, its gradient, those of decoder and encoder, and one in float64. */
const singleRows = 6;
/** Numbers with which five products try themselves out, two of them with a third factor: blockProduct.ts. */
const trialNumbers = 17;
interface Sizes {
  options: BackendOptions;
  segments: number;
  /** The worker's neurons, and those of its largest block. */
  neurons: number;
  largest: number;
  /** Bytes of a row. */
  row: number;
}

/** @param screens whether blocks may be screened by int8 products */
export function planMember(
  options: BackendOptions,
  plan: ShardPlan,
  { member, members }: { member: number; members: number },
  screens: boolean,
): MemberBytes {
  const shards = shardsOf(member, members, plan);
  const rows = plan.blocks.filter(({ shard }) => shards.includes(shard)).map((block) => block.rows);
  const sizes: Sizes = {
    options,
    segments: plan.segments,
    neurons: rows.reduce((sum, own) => sum + own, 0),
    largest: Math.max(1, ...rows),
    row: float * strideOf(options.dIn),
  };
  const matrix = sizes.neurons * sizes.row * (options.tied ? 1 : 2);
  return {
    weights: matrix,
    moments: 2 * matrix,
    values: valuesAFeature * float * sizes.neurons,
    lists: listBytes(sizes, screens),
    int8: screens ? int8Bytes(sizes) : 0,
    scratch: scratchBytes(sizes),
    dense: denseBytes(sizes),
    codes: codeBytes(sizes),
  };
}

/** Where each neuron's pairs begin, then token and value of each: pairLists.ts. */
function pairBytes(neurons: number, capacity: number): number {
  return float * (neurons + 1) + 2 * float * capacity;
}

function listBytes({ options, neurons, largest }: Sizes, screens: boolean): number {
  const selected = pairBytes(neurons, firstCapacity(neurons, screens ? largest : 0, options));
  return options.auxiliary ? selected + pairBytes(neurons, firstCapacity(neurons, 0, options)) : selected;
}

/** quantisedRows.ts and screening.ts. */
function int8Bytes({ options, neurons, largest, row }: Sizes): number {
  const { batchTokens } = options;
  const width = quantisedWidth(row / float);
  const copies = (neurons + batchTokens) * (width + 3 * float);
  const rotation = slabBytes(width) + 2 * float * width;
  return copies + rotation + 2 * quantisation.size + largest * batchTokens + screen.size;
}

/** Centred batch, sums of a shard, U of a block, and what is small. */
function scratchBytes({ options, segments, largest, row }: Sizes): number {
  const { batchTokens, auxiliary, selection } = options;
  const centred = (auxiliary ? 2 : 1) * batchTokens * row;
  const sums = segments * Math.max(batchTokens, chunkTokens) * row;
  const cuts = 2 * float * batchTokens;
  const chunk = chunkTokens * (row + double);
  // activePairs.ts
  const decided = (float + double) * batchTokens + double * largest + decision.size;
  const ranks =
    ('k' in selection ? rankBytes(selection, batchTokens) : 0) +
    (auxiliary ? rankBytes({ kind: 'topk', k: auxiliary.k }, batchTokens) : 0);
  const structures = collection.size + 2 * pairGradient.size + adam.size + update.size + 2 * neuronSums.size;
  const block = float * largest * batchTokens;
  const small = singleRows * row + trialNumbers * float + structures;
  return centred + sums + block + cuts + chunk + decided + ranks + small;
}

/** rankBounds.ts. */
function rankBytes(selection: RankSelection, batchTokens: number): number {
  const cuts = float * batchTokens;
  return selection.kind === 'topk'
    ? cuts + float * (selection.k + 1) * batchTokens
    : cuts + batchCounts.size + batchBins;
}

/** Codes that a dense block keeps for the second half of the step, and the room for its gradients. */
function denseBytes({ options, neurons, largest, row }: Sizes): number {
  const { batchTokens, selection } = options;
  // Pairs chosen by rank are never dense.
  if ('k' in selection) return 0;
  const codes = (selection.kind === 'learnedThreshold' ? 2 : 1) * float * neurons * batchTokens;
  return codes + 2 * largest * row + batchTokens * row + largest * neuronSumsStride;
}

/** ruleCodes.ts. */
function codeBytes({ options, largest }: Sizes): number {
  return 2 * float * largest + pairBytes(largest, codeCapacity(largest, options));
}
