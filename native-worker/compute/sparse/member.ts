/**
 * One worker's share of the backend: it owns the rows of some shards, and does of each phase of a step what concerns them. Phases are
 * called in order by the host (sparseBackend.ts), which waits for all workers between two of them.
 */
import type { BackendOptions, CodeRule } from '../backend.ts';
import { Kernels } from '../../kernels/kernels.ts';
import { ActivePairs } from './activePairs.ts';
import { Product } from './blockProduct.ts';
import { DenseBlocks } from './denseBlocks.ts';
import { Forward, type ForwardSettings, type ForwardSums } from './forward.ts';
import { isRowArray, MemberMemory, type NeuronArray, type OwnBlock } from './memberMemory.ts';
import { PairLists } from './pairLists.ts';
import { firstCapacity } from './pairRoom.ts';
import { PhaseClock, type PhaseTimes } from './phaseClock.ts';
import type { Candidates, RankCuts } from './rankCuts.ts';
import { Residuals } from './residuals.ts';
import { RuleCodes, type BlockCodes } from './ruleCodes.ts';
import { Screening } from './screening.ts';
import type { SharedBatch } from './sharedBatch.ts';
import { shardsOf, type ShardPlan } from './shardPlan.ts';
import { Update, type UpdateSettings, type UpdateSums } from './update.ts';

export interface MemberSetup {
  options: BackendOptions;
  plan: ShardPlan;
  shared: SharedBatch;
  /** Which of `members` workers this is. */
  member: number;
  members: number;
  /** Whether blocks may be screened by int8 products. */
  int8: boolean;
}

/** What the phases of one worker work on. */
export interface MemberParts extends MemberSetup {
  kernels: Kernels;
  memory: MemberMemory;
  /** Selected pairs, and those of the auxiliary loss. */
  lists: PairLists;
  auxiliaryLists: PairLists | null;
  dense: DenseBlocks;
  /** U = E Xc^T. */
  encode: Product;
  active: ActivePairs;
  screening: Screening | null;
  clock: PhaseClock;
}

export class Member {
  readonly #parts: MemberParts;
  readonly #forward: Forward;
  readonly #residuals: Residuals;
  readonly #update: Update;
  readonly #codes: RuleCodes;

  static async open(setup: MemberSetup): Promise<Member> {
    const { options, plan, member, members } = setup;
    const kernels = new Kernels();
    const memory = new MemberMemory(kernels, options, plan, shardsOf(member, members, plan));
    const { neurons, largest } = memory;
    const lists = new PairLists(kernels, neurons, firstCapacity(neurons, setup.int8 ? largest : 0, options));
    const active = new ActivePairs({ kernels, memory, lists, options });
    const parts: MemberParts = {
      ...setup,
      kernels,
      memory,
      lists,
      active,
      screening: setup.int8 ? await Screening.open({ kernels, memory, lists, options, active }) : null,
      auxiliaryLists: options.auxiliary
        ? new PairLists(kernels, neurons, firstCapacity(neurons, 0, options))
        : null,
      dense: await DenseBlocks.open(kernels, memory, options),
      encode: await Product.open(kernels, { transB: true }),
      clock: new PhaseClock(),
    };
    return new Member(parts);
  }

  private constructor(parts: MemberParts) {
    this.#parts = parts;
    this.#forward = new Forward(parts);
    this.#residuals = new Residuals(parts);
    this.#update = new Update(parts);
    this.#codes = new RuleCodes(parts, this.#forward);
  }

  /** Writes part of a block's state: whole rows of dIn values, or one value a neuron. */
  write(name: NeuronArray, block: number, values: Float32Array): void {
    const { kernels, memory, options } = this.#parts;
    const own = this.#block(block);
    if (!isRowArray(name)) {
      kernels.floats(memory.state[name] + 4 * own.place, own.rows).set(values);
      return;
    }
    this.#parts.active.written(own);
    this.#parts.screening?.written(own);
    const rows = kernels.floats(memory.state[name] + own.place * memory.bytes, own.rows * memory.stride);
    // Memory that was never written to takes no room yet: a first state leaves its moments so until the first step.
    if (isZero(values) && isZero(rows)) return;
    // Beyond dIn too: a step that diverged leaves NaN there.
    rows.fill(0);
    for (let m = 0; m < own.rows; m++) {
      rows.set(values.subarray(m * options.dIn, (m + 1) * options.dIn), m * memory.stride);
    }
  }

  /** The state of the neurons `from` up to `to` of a block. */
  read(name: NeuronArray, block: number, from: number, to: number): Float32Array {
    const { kernels, memory, options } = this.#parts;
    const place = this.#block(block).place + from;
    const count = to - from;
    if (!isRowArray(name)) return kernels.floats(memory.state[name] + 4 * place, count).slice();
    const rows = kernels.floats(memory.state[name] + place * memory.bytes, count * memory.stride);
    const values = new Float32Array(count * options.dIn);
    for (let m = 0; m < count; m++) {
      values.set(rows.subarray(m * memory.stride, m * memory.stride + options.dIn), m * options.dIn);
    }
    return values;
  }

  clearFirings(): void {
    const { kernels, memory } = this.#parts;
    kernels.words(memory.counts, memory.neurons).fill(0);
    kernels.floats(memory.peaks, memory.neurons).fill(-Infinity);
  }

  /** Counts and peaks of all own blocks since they were last cleared. */
  firings(): { block: number; counts: Uint32Array; peaks: Float32Array }[] {
    const { kernels, memory } = this.#parts;
    return memory.blocks.map(({ index, place, rows }) => ({
      block: index,
      counts: kernels.words(memory.counts + 4 * place, rows).slice(),
      peaks: kernels.floats(memory.peaks + 4 * place, rows).slice(),
    }));
  }

  forward(settings: ForwardSettings): Promise<ForwardSums> {
    return this.#forward.run(settings);
  }

  /** The pairs of own neurons that may be among the largest, by y. */
  candidates(of: 'selection' | 'auxiliary'): Candidates {
    return this.#forward.candidates(of);
  }

  /** Keeps what was chosen of all workers' candidates, and decodes it. */
  select(cuts: RankCuts): void {
    this.#forward.select(cuts);
  }

  /** Likewise of the auxiliary loss. */
  selectAuxiliary(cuts: RankCuts): void {
    this.#forward.selectAuxiliary(cuts);
  }

  reduce(): void {
    this.#residuals.reduce();
  }

  /** Returns this worker's share of sum ||e - mean e||^2, chunk by chunk. @param mean shape [stride] */
  reduceAuxiliary(mean: Float64Array): { chunk: number; squares: number }[] {
    return this.#residuals.reduceAuxiliary(mean);
  }

  update(settings: UpdateSettings): Promise<UpdateSums[]> {
    return this.#update.run(settings);
  }

  /** Milliseconds of each phase since they were last asked for. @param on whether phases are timed from now on */
  phaseTimes(on: boolean): PhaseTimes {
    this.#parts.clock.on = on;
    return this.#parts.clock.take();
  }

  /** U of the first `rows` rows of the shared batch, shape [neurons, rows] a block. */
  async preActivations(rows: number, preBias: Float32Array): Promise<{ block: number; u: Float32Array }[]> {
    const { kernels, memory } = this.#parts;
    this.#forward.centre(rows, preBias);
    const found = [];
    for (const block of memory.blocks) {
      await this.#forward.encode(block, rows);
      found.push({ block: block.index, u: kernels.floats(memory.u, block.rows * rows).slice() });
    }
    return found;
  }

  /** Codes of those rows under a rule, but for its k. */
  codes(rows: number, preBias: Float32Array, rule: Omit<CodeRule, 'k'>): Promise<BlockCodes[]> {
    return this.#codes.run(rows, preBias, rule);
  }

  async dispose(): Promise<void> {
    await this.#parts.encode.dispose();
    await this.#parts.dense.dispose();
    await this.#parts.screening?.dispose();
  }

  #block(index: number): OwnBlock {
    const own = this.#parts.memory.blocks.find((block) => block.index === index);
    if (!own) throw new RangeError(`Block ${index} belongs to another worker.`);
    return own;
  }
}

/** Every bit of it: minus zero is none. */
function isZero(values: Float32Array): boolean {
  const words = new Uint32Array(values.buffer, values.byteOffset, values.length);
  for (let i = 0; i < words.length; i++) if (words[i] !== 0) return false;
  return true;
}
