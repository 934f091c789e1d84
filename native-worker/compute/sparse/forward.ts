/**
 * First half of a step, for one worker's blocks: U by a matrix product, the active pairs found in it while it is in the cache, and what
 * they add to the reconstruction while the rows that made them are. Selection by rank has to hear of all workers' pairs in between.
 */
import { collectBlock } from './collectBlock.ts';
import type { MemberParts } from './member.ts';
import type { OwnBlock } from './memberMemory.ts';
import type { PairLists } from './pairLists.ts';
import { RankedPairs } from './rankedPairs.ts';
import type { Candidates, RankCuts } from './rankCuts.ts';
import { ThresholdPairs } from './thresholdPairs.ts';

export interface ForwardSettings {
  preBias: Float32Array;
  /** Overwrites every a. */
  scale: number | null;
  /** 1 for each dead feature of the SAE; null where the step has no auxiliary loss. */
  dead: Float32Array | null;
}

export interface ForwardSums {
  /** Pairs with y > 0; not counted where the selection is that very threshold. */
  positivePairs: number;
  /** Own neurons whose block was worked on densely. */
  denseNeurons: number;
  /** Blocks whose pairs were found by int8 products, and the candidates that were decided for them. */
  screenedBlocks: number;
  candidates: number;
}

/** A share of pairs above which matrix products of the whole block are faster than lists: `npm run bench -- saeStep`. */
const denseShare = 0.12;

export class Forward {
  readonly #parts: MemberParts;
  readonly #ranked: RankedPairs | null;
  readonly #auxiliary: RankedPairs | null;
  readonly #thresholds: ThresholdPairs | null;

  constructor(parts: MemberParts) {
    this.#parts = parts;
    const { selection, auxiliary, activation } = parts.options;
    this.#ranked =
      'k' in selection ? new RankedPairs(parts, parts.lists, selection, activation === 'relu') : null;
    this.#auxiliary =
      auxiliary && parts.auxiliaryLists
        ? new RankedPairs(parts, parts.auxiliaryLists, { kind: 'topk', k: auxiliary.k }, true)
        : null;
    this.#thresholds = selection.kind === 'threshold' ? new ThresholdPairs(parts) : null;
  }

  async run({ preBias, scale, dead }: ForwardSettings): Promise<ForwardSums> {
    const { kernels, memory, dense, options, plan, screening, clock } = this.#parts;
    clock.start();
    if (scale !== null) kernels.floats(memory.state.scales, memory.neurons).fill(scale);
    this.#begin(dead);
    this.centre(options.batchTokens, preBias);
    this.#thresholds?.begin();
    clock.lap('centre');
    for (let shard = 0; shard < plan.shards; shard++) {
      const blocks = memory.blocks.filter((block) => block.shard === shard);
      if (blocks.length === 0) continue;
      this.#clearSums();
      clock.lap('residual');
      for (const block of blocks) await this.#forwardBlock(block, dead !== null);
      if (!this.#ranked) this.#publish(shard, plan.segments);
    }
    const screened = screening?.counts;
    const positives = kernels.words(memory.positives, memory.neurons);
    const positivePairs = positives.reduce((sum, count) => sum + count, 0);
    clock.lap('collect');
    return {
      positivePairs,
      denseNeurons: dense.neurons,
      screenedBlocks: screened?.blocks ?? 0,
      candidates: screened?.candidates ?? 0,
    };
  }

  candidates(of: 'selection' | 'auxiliary'): Candidates {
    const { clock } = this.#parts;
    clock.start();
    const found = (of === 'selection' ? this.#ranked : this.#auxiliary)?.remaining() ?? noCandidates();
    clock.lap('collect');
    return found;
  }

  select(cuts: RankCuts): void {
    const { clock, lists, plan } = this.#parts;
    clock.start();
    this.#ranked?.keep(cuts);
    clock.lap('collect');
    this.#decodeShards(lists, plan.segments);
  }

  /** The whole width is one segment here. */
  selectAuxiliary(cuts: RankCuts): void {
    const { clock, auxiliaryLists } = this.#parts;
    if (!auxiliaryLists) return;
    clock.start();
    this.#auxiliary?.keep(cuts);
    clock.lap('collect');
    this.#decodeShards(auxiliaryLists, 1);
  }

  /** U of one block for the first `rows` centred rows, into `memory.u`. */
  async encode({ place, rows: neurons }: OwnBlock, rows: number): Promise<void> {
    const { memory, encode, options } = this.#parts;
    const encoder = options.tied ? memory.state.weights : memory.state.encoder;
    await encode.run(
      { at: encoder + place * memory.bytes, rows: neurons, columns: memory.stride },
      { at: memory.centred, rows, columns: memory.stride },
      { at: memory.u, rows: neurons, columns: rows },
    );
  }

  /** x - bPre of the first rows of the shared batch. */
  centre(rows: number, preBias: Float32Array): void {
    const { kernels, memory, shared, options } = this.#parts;
    const { dIn } = options;
    kernels.floats(memory.preBias, memory.stride).set(preBias);
    const centred = kernels.floats(memory.centred, rows * memory.stride);
    if (dIn === memory.stride) centred.set(shared.x.subarray(0, rows * dIn));
    else {
      for (let row = 0; row < rows; row++) {
        centred.set(shared.x.subarray(row * dIn, (row + 1) * dIn), row * memory.stride);
      }
    }
    kernels.call.subtractRow(memory.centred, rows, memory.preBias, memory.bytes);
  }

  #begin(dead: Float32Array | null): void {
    const { kernels, memory, lists, dense, options } = this.#parts;
    const { selection } = options;
    dense.begin();
    lists.clear();
    kernels.words(memory.positives, memory.neurons).fill(0);
    this.#ranked?.begin();
    if (dead) {
      this.#auxiliary?.begin();
      const marks = kernels.words(memory.dead, memory.neurons);
      for (const { from, place, rows } of memory.blocks) marks.set(dead.subarray(from, from + rows), place);
    }
    if (selection.kind === 'learnedThreshold') {
      // Pairs within half a bandwidth below theta move it too; a shade more, since the kernels judge each by the exact rule.
      const thresholds = kernels.floats(memory.state.thresholds, memory.neurons);
      const cuts = kernels.floats(memory.cuts, memory.neurons);
      thresholds.forEach((theta, m) => (cuts[m] = theta - 0.5001 * selection.bandwidth));
    }
  }

  async #forwardBlock(block: OwnBlock, auxiliary: boolean): Promise<void> {
    const { memory, dense, options, clock } = this.#parts;
    // The auxiliary loss wants U.
    if (!auxiliary && (await this.#thresholds?.screen(block)) === true) {
      clock.lap('encode');
      this.#decode(block, this.#parts.lists, block.segment);
      clock.lap('decode');
      return;
    }
    await this.encode(block, options.batchTokens);
    clock.lap('encode');
    if (auxiliary) this.#auxiliary?.collect(block, memory.dead);
    if (this.#ranked) {
      this.#ranked.collect(block);
      clock.lap('collect');
      return;
    }
    const sparse = this.#collectThreshold(block);
    clock.lap('collect');
    if (sparse) this.#decode(block, this.#parts.lists, block.segment);
    else await dense.decode(block, this.#sums(block.segment));
    clock.lap('decode');
  }

  /** Whether the block's pairs are few enough for lists, where they then are. */
  #collectThreshold(block: OwnBlock): boolean {
    const { memory, lists, options } = this.#parts;
    const most = Math.ceil(denseShare * block.rows * options.batchTokens);
    if (this.#thresholds) return this.#thresholds.collect(block, most);
    const at = 4 * block.place;
    const settings = {
      biases: memory.state.biases + at,
      cuts: memory.cuts + at,
      storesY: options.activation === 'relu',
      positives: memory.positives + at,
      peaks: memory.peaks + at,
    };
    return collectBlock(this.#parts, block, options.batchTokens, lists, settings, most);
  }

  #decode(block: OwnBlock, lists: PairLists, segment: number): void {
    const { kernels, memory, options } = this.#parts;
    const learned = options.selection.kind === 'learnedThreshold' && lists === this.#parts.lists;
    kernels.call.decodePairs(
      block.rows,
      memory.bytes,
      memory.state.weights + block.place * memory.bytes,
      memory.state.scales + 4 * block.place,
      learned ? memory.state.thresholds + 4 * block.place : 0,
      lists.pointers + 4 * block.place,
      lists.tokens,
      lists.values,
      this.#sums(segment),
    );
  }

  #decodeShards(lists: PairLists, segments: number): void {
    const { memory, plan, clock } = this.#parts;
    for (let shard = 0; shard < plan.shards; shard++) {
      const blocks = memory.blocks.filter((block) => block.shard === shard);
      if (blocks.length === 0) continue;
      this.#clearSums();
      clock.lap('residual');
      for (const block of blocks) this.#decode(block, lists, segments === 1 ? 0 : block.segment);
      clock.lap('decode');
      this.#publish(shard, segments);
    }
  }

  /** Address of a segment's sums. */
  #sums(segment: number): number {
    const { memory, options } = this.#parts;
    return memory.sums + segment * options.batchTokens * memory.bytes;
  }

  #clearSums(): void {
    const { kernels, memory, options, plan } = this.#parts;
    kernels.floats(memory.sums, plan.segments * options.batchTokens * memory.stride).fill(0);
  }

  #publish(shard: number, segments: number): void {
    const { kernels, memory, options, plan, shared, clock } = this.#parts;
    const size = options.batchTokens * memory.stride;
    shared.partials.set(kernels.floats(memory.sums, segments * size), shard * plan.segments * size);
    clock.lap('residual');
  }
}

function noCandidates(): Candidates {
  return { tokens: new Uint32Array(), features: new Uint32Array(), y: new Float32Array() };
}
