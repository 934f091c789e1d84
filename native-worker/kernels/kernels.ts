/**
 * The SIMD kernels on one WebAssembly memory, and room for what they work on. Memory is never given back; it grows by allocation, which
 * detaches earlier views: take views anew after each allocation, and keep addresses.
 */
import bytes from './kernels.wasm';
import {
  adam,
  batchCounts,
  collection,
  decision,
  neuronSums,
  pairGradient,
  quantisation,
  screen,
  update,
} from './structures.ts';

/** The module's functions, documented in assembly/. Addresses and byte counts are unsigned 32-bit; flags are 0 or 1. */
export interface KernelFunctions {
  collectPairs(collection: number): number;
  peaksOfPairs(
    neurons: number,
    pointers: number,
    pairValues: number,
    biases: number,
    storesY: number,
    peaks: number,
  ): void;
  keepRanked(
    neurons: number,
    firstNeuron: number,
    pointers: number,
    pairTokens: number,
    pairValues: number,
    biases: number,
    storesY: number,
    cuts: number,
    lastNeurons: number,
    start: number,
    kept: number,
  ): number;
  decidePairs(decision: number): number;
  raiseTokenCuts(
    neurons: number,
    pointers: number,
    pairTokens: number,
    pairValues: number,
    biases: number,
    storesY: number,
    k: number,
    heaps: number,
    sizes: number,
    cuts: number,
  ): void;
  raiseBatchCut(
    counts: number,
    neurons: number,
    pointers: number,
    pairValues: number,
    biases: number,
    storesY: number,
  ): number;
  decodePairs(
    neurons: number,
    bytes: number,
    weights: number,
    scales: number,
    gates: number,
    pointers: number,
    pairTokens: number,
    pairValues: number,
    sums: number,
  ): void;
  alongPairs(
    neurons: number,
    bytes: number,
    weights: number,
    pointers: number,
    pairTokens: number,
    pairValues: number,
    rows: number,
    sums: number,
  ): void;
  denseCodes(
    u: number,
    neurons: number,
    tokens: number,
    biases: number,
    thresholds: number,
    relu: number,
    codes: number,
    peaks: number,
    positives: number,
  ): void;
  scaledRows(rows: number, scales: number, neurons: number, bytes: number, into: number): void;
  denseCodeGradients(
    pairs: number,
    q: number,
    values: number,
    neurons: number,
    tokens: number,
    weights: number,
    scales: number,
    thresholds: number,
    sums: number,
  ): void;
  scaleGradients(rows: number, scales: number, neurons: number, bytes: number, factor: number): void;
  updateNeurons(update: number): void;
  normaliseRows(rows: number, count: number, bytes: number): void;
  adamValues(
    adam: number,
    values: number,
    first: number,
    second: number,
    gradient: number,
    count: number,
    lowest: number,
  ): void;
  quantiseNeurons(quantisation: number, rows: number, count: number): void;
  quantiseTokens(quantisation: number, rows: number, count: number, slab: number): void;
  screenPairs(screen: number): number;
  addArray(into: number, more: number, bytes: number): void;
  subtractArray(into: number, less: number, bytes: number): void;
  subtractRow(rows: number, count: number, row: number, bytes: number): void;
  squaredNorms(values: number, rows: number, bytes: number, squares: number): void;
  addColumnSums(values: number, rows: number, bytes: number, sums: number): void;
  squaredDistances(values: number, rows: number, bytes: number, mean: number): number;
  sizeOfAdam(): number;
  sizeOfBatchCounts(): number;
  sizeOfCollection(): number;
  sizeOfDecision(): number;
  sizeOfNeuronSums(): number;
  sizeOfPairGradient(): number;
  sizeOfQuantisation(): number;
  sizeOfScreen(): number;
  sizeOfUpdate(): number;
}

export class KernelMemoryError extends Error {
  constructor(wanted: number, inUse: number) {
    const mebibytes = (count: number): string => (count / 2 ** 20).toFixed(0);
    super(
      `The training step needs ${mebibytes(wanted)} MiB more than the ${mebibytes(inUse)} MiB it has, but one thread can have 4 GiB and ` +
        `the machine may have less. Use fewer features, smaller batches or more threads.`,
    );
    this.name = 'KernelMemoryError';
  }
}

const page = 65_536;
/** Rows begin at cache lines. */
const alignment = 64;
const mostBytes = 2 ** 32;

let compiled: WebAssembly.Module | null = null;

export class Kernels {
  readonly memory: WebAssembly.Memory;
  readonly call: KernelFunctions;
  /** The first page stays empty, so that address 0 can stand for "none". */
  #top = page;

  constructor() {
    compiled ??= new WebAssembly.Module(bytes);
    this.memory = new WebAssembly.Memory({ initial: 1, maximum: mostBytes / page });
    const instance = new WebAssembly.Instance(compiled, { env: { memory: this.memory } });
    this.call = instance.exports as unknown as KernelFunctions;
    checkLayouts(this.call);
  }

  /** Address of `count` zeroed bytes. @throws KernelMemoryError */
  allocate(count: number): number {
    const address = this.#top;
    const end = address + Math.ceil(count / alignment) * alignment;
    const missing = Math.ceil((end - this.memory.buffer.byteLength) / page);
    if (end > mostBytes) throw new KernelMemoryError(count, address);
    if (missing > 0) {
      try {
        this.memory.grow(missing);
      } catch {
        throw new KernelMemoryError(count, address);
      }
    }
    this.#top = end;
    return address;
  }

  get view(): DataView {
    return new DataView(this.memory.buffer);
  }

  floats(address: number, count: number): Float32Array<ArrayBuffer> {
    return new Float32Array(this.memory.buffer, address, count);
  }

  bytes(address: number, count: number): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.memory.buffer, address, count);
  }

  doubles(address: number, count: number): Float64Array<ArrayBuffer> {
    return new Float64Array(this.memory.buffer, address, count);
  }

  words(address: number, count: number): Uint32Array<ArrayBuffer> {
    return new Uint32Array(this.memory.buffer, address, count);
  }
}

function checkLayouts(call: KernelFunctions): void {
  const pairs = [
    [call.sizeOfAdam(), adam],
    [call.sizeOfBatchCounts(), batchCounts],
    [call.sizeOfCollection(), collection],
    [call.sizeOfDecision(), decision],
    [call.sizeOfNeuronSums(), neuronSums],
    [call.sizeOfPairGradient(), pairGradient],
    [call.sizeOfQuantisation(), quantisation],
    [call.sizeOfScreen(), screen],
    [call.sizeOfUpdate(), update],
  ] as const;
  for (const [size, { size: expected }] of pairs) {
    // AssemblyScript may round a structure up to the alignment of its widest field.
    if (size < expected || size >= expected + 8) {
      throw new Error(`A kernel's structure has ${size} bytes, its layout ${expected}. Build both anew.`);
    }
  }
}
