/** Where everything of one worker lies in its kernels' memory: its neurons' rows, the batch, and the scratch of a step. */
import type { BackendOptions } from '../backend.ts';
import type { Kernels } from '../../kernels/kernels.ts';
import { adam, collection, neuronSums, pairGradient, update } from '../../kernels/structures.ts';
import type { Block, ShardPlan } from './shardPlan.ts';
import { chunkTokens, strideOf } from './sharedBatch.ts';

/** A block of this worker. */
export interface OwnBlock extends Block {
  /** Its place among all blocks. */
  index: number;
  /** Its first neuron's place among the worker's own. */
  place: number;
}

/** State with a row of dIn values for each neuron, and with one value. */
export const rowArrays = [
  'weights',
  'firstMoment',
  'secondMoment',
  'encoder',
  'encoderFirstMoment',
  'encoderSecondMoment',
] as const;
export const valueArrays = [
  'scales',
  'scaleFirstMoment',
  'scaleSecondMoment',
  'biases',
  'biasFirstMoment',
  'biasSecondMoment',
  'thresholds',
  'thresholdFirstMoment',
  'thresholdSecondMoment',
] as const;
export type RowArray = (typeof rowArrays)[number];
export type ValueArray = (typeof valueArrays)[number];
export type NeuronArray = RowArray | ValueArray;

export function isRowArray(name: string): name is RowArray {
  return (rowArrays as readonly string[]).includes(name);
}

export function isNeuronArray(name: string): name is NeuronArray {
  return isRowArray(name) || (valueArrays as readonly string[]).includes(name);
}

export class MemberMemory {
  readonly blocks: readonly OwnBlock[];
  /** Neurons of this worker, and of its largest block; at least 1. */
  readonly neurons: number;
  readonly largest: number;
  readonly stride: number;
  /** Bytes of a row. */
  readonly bytes: number;
  /** Addresses of the state; the encoder's are 0 when tied. */
  readonly state: Readonly<Record<NeuronArray, number>>;
  /** b_pre, f32 [stride]. */
  readonly preBias: number;
  /** Running u32 counts and f32 peaks, and pairs with y > 0 in the batch at hand (u32); [neurons] each. */
  readonly counts: number;
  readonly peaks: number;
  readonly positives: number;
  /** 1 for each dead neuron, u32 [neurons]. */
  readonly dead: number;
  /** dL/da, dL/db, dL/dtheta, f32 [neurons]. */
  readonly gradients: Readonly<Record<'scales' | 'biases' | 'thresholds', number>>;
  /** x - bPre, f32 [batchTokens, stride]. */
  readonly centred: number;
  /** What a shard adds to the reconstruction, later the residuals: f32 [segments, batchTokens, stride]; or that of a chunk of tokens. */
  readonly sums: number;
  readonly auxiliaryResidual: number;
  /** U of one block, f32 [rows, batchTokens]. */
  readonly u: number;
  /** Zeros, f32 [neurons]. */
  readonly zeros: number;
  /** Cuts by neuron and by token, and the last features that ties may take (i32): [neurons], [batchTokens], [batchTokens]. */
  readonly cuts: number;
  readonly tokenCuts: number;
  readonly lastFeatures: number;
  /** f32 [chunkTokens, stride], f64 [chunkTokens] and f64 [stride]. */
  readonly chunk: number;
  readonly squares: number;
  readonly columns: number;
  /** Rows of scratch, and the sum for b_pre. */
  readonly decoderGradient: number;
  readonly encoderGradient: number;
  readonly preBiasGradient: number;
  readonly structures: Readonly<
    Record<'collection' | 'pairs' | 'auxiliaryPairs' | 'adam' | 'update' | 'sums' | 'auxiliarySums', number>
  >;

  constructor(kernels: Kernels, options: BackendOptions, plan: ShardPlan, shards: readonly number[]) {
    const { dIn, batchTokens, tied, auxiliary } = options;
    this.blocks = ownBlocks(plan, shards);
    this.neurons = this.blocks.reduce((sum, { rows }) => sum + rows, 0);
    this.stride = strideOf(dIn);
    this.bytes = 4 * this.stride;
    this.largest = Math.max(1, ...this.blocks.map(({ rows }) => rows));
    const values = (): number => kernels.allocate(4 * this.neurons);
    const row = (): number => kernels.allocate(this.bytes);
    const batch = (): number => kernels.allocate(batchTokens * this.bytes);
    this.state = Object.fromEntries([
      ...rowArrays.map((name) => [
        name,
        tied && name.startsWith('encoder') ? 0 : kernels.allocate(this.neurons * this.bytes),
      ]),
      ...valueArrays.map((name) => [name, values()]),
    ]) as Record<NeuronArray, number>;
    this.preBias = row();
    this.counts = values();
    this.peaks = values();
    this.positives = values();
    this.dead = values();
    this.gradients = { scales: values(), biases: values(), thresholds: values() };
    this.centred = batch();
    this.sums = kernels.allocate(plan.segments * Math.max(batchTokens, chunkTokens) * this.bytes);
    this.auxiliaryResidual = auxiliary ? batch() : 0;
    this.u = kernels.allocate(4 * this.largest * batchTokens);
    this.zeros = values();
    this.cuts = values();
    this.tokenCuts = kernels.allocate(4 * batchTokens);
    this.lastFeatures = kernels.allocate(4 * batchTokens);
    this.chunk = kernels.allocate(chunkTokens * this.bytes);
    this.squares = kernels.allocate(8 * chunkTokens);
    this.columns = kernels.allocate(8 * this.stride);
    this.decoderGradient = row();
    this.encoderGradient = row();
    this.preBiasGradient = row();
    this.structures = {
      collection: kernels.allocate(collection.size),
      pairs: kernels.allocate(pairGradient.size),
      auxiliaryPairs: kernels.allocate(pairGradient.size),
      adam: kernels.allocate(adam.size),
      update: kernels.allocate(update.size),
      sums: kernels.allocate(neuronSums.size),
      auxiliarySums: kernels.allocate(neuronSums.size),
    };
  }
}

function ownBlocks({ blocks }: ShardPlan, shards: readonly number[]): OwnBlock[] {
  let place = 0;
  return blocks
    .map((block, index) => ({ ...block, index, place: 0 }))
    .filter(({ shard }) => shards.includes(shard))
    .sort((p, q) => p.shard - q.shard || p.index - q.index)
    .map((block) => {
      const placed = { ...block, place };
      place += block.rows;
      return placed;
    });
}
