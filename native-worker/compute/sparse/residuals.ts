/** Between the halves of a step: what the shards add is summed, in their order, to the residuals; each worker takes some chunks of tokens. */
import type { MemberParts } from './member.ts';
import { chunkTokens } from './sharedBatch.ts';

interface Chunk {
  index: number;
  from: number;
  rows: number;
}

export class Residuals {
  readonly #parts: MemberParts;

  constructor(parts: MemberParts) {
    this.#parts = parts;
  }

  /** Fills `residuals`, `squares` and `columnSums` of the shared batch for this worker's chunks. */
  reduce(): void {
    const { clock } = this.#parts;
    clock.start();
    for (const chunk of this.#ownChunks()) this.#reduceChunk(chunk);
    clock.lap('residual');
  }

  /** ehat - e = sum of the shards + (xhat - x), and the chunks' sums of ||e - mean e||^2. @param mean of xhat - x, shape [stride] */
  reduceAuxiliary(mean: Float64Array): { chunk: number; squares: number }[] {
    const { kernels, memory, plan, shared, clock } = this.#parts;
    clock.start();
    kernels.doubles(memory.columns, memory.stride).set(mean);
    const found = this.#ownChunks().map((chunk) => {
      const { from, rows } = chunk;
      const size = rows * memory.stride;
      const offset = from * memory.stride;
      const own = kernels.floats(memory.sums, size);
      own.set(this.#residual(chunk, plan.segments - 1));
      const squares = kernels.call.squaredDistances(memory.sums, rows, memory.bytes, memory.columns);
      for (let shard = 0; shard < plan.shards; shard++)
        this.#add(this.#partial(chunk, shard, 0), memory.sums);
      shared.auxiliaryResidual.set(own, offset);
      this.#squares(memory.sums, chunk, shared.auxiliarySquares);
      return { chunk: chunk.index, squares };
    });
    clock.lap('residual');
    return found;
  }

  #reduceChunk(chunk: Chunk): void {
    const { kernels, memory, plan, shared, options } = this.#parts;
    const { from, rows, index } = chunk;
    const bytes = rows * memory.bytes;
    const at = (segment: number): number => memory.sums + segment * chunkTokens * memory.bytes;
    for (let segment = 0; segment < plan.segments; segment++) {
      const own = kernels.floats(at(segment), rows * memory.stride);
      if (segment === 0) {
        own.fill(0);
        kernels.call.subtractArray(at(0), memory.centred + from * memory.bytes, bytes);
      } else own.set(kernels.floats(at(segment - 1), rows * memory.stride));
      for (let shard = 0; shard < plan.shards; shard++) {
        this.#add(this.#partial(chunk, shard, segment), at(segment));
      }
    }
    const last = at(plan.segments - 1);
    this.#squares(last, chunk, shared.squares);
    if (options.auxiliary) this.#columnSums(last, rows, (2 * index + 1) * memory.stride);
    // From each prefix's own residual to the sums over the prefixes that hold a segment.
    for (let segment = plan.segments - 2; segment >= 0; segment--) {
      kernels.call.addArray(at(segment), at(segment + 1), bytes);
    }
    if (options.trains.preBias !== 'fixed') this.#columnSums(at(0), rows, 2 * index * memory.stride);
    for (let segment = 0; segment < plan.segments; segment++) {
      shared.residuals.set(
        kernels.floats(at(segment), rows * memory.stride),
        (segment * options.batchTokens + from) * memory.stride,
      );
    }
  }

  #squares(values: number, { from, rows }: Chunk, into: Float64Array): void {
    const { kernels, memory } = this.#parts;
    kernels.call.squaredNorms(values, rows, memory.bytes, memory.squares);
    into.set(kernels.doubles(memory.squares, rows), from);
  }

  #columnSums(values: number, rows: number, offset: number): void {
    const { kernels, memory, shared } = this.#parts;
    const sums = kernels.doubles(memory.columns, memory.stride);
    sums.fill(0);
    kernels.call.addColumnSums(values, rows, memory.bytes, memory.columns);
    shared.columnSums.set(sums, offset);
  }

  #add(more: Float32Array, into: number): void {
    const { kernels, memory } = this.#parts;
    kernels.floats(memory.chunk, more.length).set(more);
    kernels.call.addArray(into, memory.chunk, 4 * more.length);
  }

  #partial({ from, rows }: Chunk, shard: number, segment: number): Float32Array {
    const { memory, plan, shared, options } = this.#parts;
    const first = ((shard * plan.segments + segment) * options.batchTokens + from) * memory.stride;
    return shared.partials.subarray(first, first + rows * memory.stride);
  }

  #residual({ from, rows }: Chunk, segment: number): Float32Array {
    const { memory, shared, options } = this.#parts;
    const first = (segment * options.batchTokens + from) * memory.stride;
    return shared.residuals.subarray(first, first + rows * memory.stride);
  }

  #ownChunks(): Chunk[] {
    const { member, members, options } = this.#parts;
    const chunks = Math.ceil(options.batchTokens / chunkTokens);
    return Array.from({ length: chunks }, (_, index) => ({
      index,
      from: index * chunkTokens,
      rows: Math.min(chunkTokens, options.batchTokens - index * chunkTokens),
    })).filter(({ index }) => index % members === member);
  }
}
