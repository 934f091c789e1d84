/**
 * Rows of X = H V + noise as training data. The stream has no end and no row comes twice; block b is drawn from the seed and b alone, so any
 * position can be sought. Held-out rows and the sample on which conditions are measured are streams of their own.
 */
import type { ActivationSource, SourcePosition } from '../activations/activationBatch.ts';
import { SourcePositionError } from '../activations/blockSource.ts';
import type { SparseCodes } from '../compute/backend.ts';
import { Random } from '../sae/random.ts';
import { meanSquare, rowSampler } from './coefficients.ts';
import type { RowSampler } from './coefficients.ts';
import { trueFeatures } from './dictionary.ts';
import { streamSeed } from './seeds.ts';
import type { Stream } from './seeds.ts';
import { checkSpec, meanActive } from './syntheticSpec.ts';
import type { SyntheticSpec } from './syntheticSpec.ts';

const blockRows = 4096;

export class SyntheticData {
  readonly spec: SyntheticSpec;
  /** V, unit rows, shape [n, d]. */
  readonly features: Float32Array;
  private readonly sampler: RowSampler;

  /** @throws SyntheticSpecError */
  static async open(spec: SyntheticSpec): Promise<SyntheticData> {
    checkSpec(spec);
    return new SyntheticData(spec, await trueFeatures(spec));
  }

  private constructor(spec: SyntheticSpec, features: Float32Array) {
    this.spec = spec;
    this.features = features;
    this.sampler = rowSampler(spec);
  }

  /** Training rows, from the start of the stream. */
  source(): ActivationSource {
    return new SyntheticSource(this);
  }

  /** Rows that no training sees, shape [rows, d]. */
  heldOut(rows: number): Float32Array {
    const x = new Float32Array(rows * this.spec.dIn);
    for (let block = 0; block * blockRows < rows; block++) {
      const size = Math.min(blockRows, rows - block * blockRows);
      x.set(this.block('heldOut', block, size), block * blockRows * this.spec.dIn);
    }
    return x;
  }

  /** Rows of H, to measure conditions on. */
  coefficients(rows: number): SparseCodes {
    return this.sampler(new Random(streamSeed(this.spec.seed, 'sample')), rows);
  }

  /** A block of X, shape [rows, d]. */
  block(stream: Stream, block: number, rows = blockRows): Float32Array {
    const random = new Random(streamSeed(this.spec.seed, stream, block));
    const x = this.multiplied(this.sampler(random, rows));
    const { noise, dIn, sparsity, magnitudes } = this.spec;
    if (noise > 0) {
      const deviation = noise * Math.sqrt((meanActive(sparsity) * meanSquare(magnitudes)) / dIn);
      for (let i = 0; i < x.length; i++) x[i] = (x[i] ?? 0) + deviation * random.normal();
    }
    return x;
  }

  private multiplied({ rows, rowPointers, features, values }: SparseCodes): Float32Array {
    const { dIn } = this.spec;
    const x = new Float32Array(rows * dIn);
    for (let row = 0; row < rows; row++) {
      for (let pair = rowPointers[row] ?? 0; pair < (rowPointers[row + 1] ?? 0); pair++) {
        const from = (features[pair] ?? 0) * dIn;
        const value = values[pair] ?? 0;
        for (let i = 0; i < dIn; i++)
          x[row * dIn + i] = (x[row * dIn + i] ?? 0) + value * (this.features[from + i] ?? 0);
      }
    }
    return x;
  }
}

class SyntheticSource implements ActivationSource {
  readonly dIn: number;
  private readonly data: SyntheticData;
  private block = 0;
  private offset = 0;
  private held: { block: number; rows: Float32Array } | null = null;

  constructor(data: SyntheticData) {
    this.data = data;
    this.dIn = data.spec.dIn;
  }

  next(count: number): Promise<Float32Array> {
    const x = new Float32Array(count * this.dIn);
    for (let filled = 0; filled < count;) {
      const taken = Math.min(count - filled, blockRows - this.offset);
      const from = this.offset * this.dIn;
      x.set(this.current().subarray(from, from + taken * this.dIn), filled * this.dIn);
      filled += taken;
      this.offset += taken;
      if (this.offset === blockRows) [this.block, this.offset] = [this.block + 1, 0];
    }
    return Promise.resolve(x);
  }

  position(): SourcePosition {
    return { epoch: 0, block: this.block, offset: this.offset };
  }

  seek(position: SourcePosition): Promise<void> {
    const { epoch, block, offset } = position;
    if (epoch !== 0 || block < 0 || offset < 0 || offset >= blockRows)
      return Promise.reject(
        new SourcePositionError(position, `Blocks have ${blockRows} rows, in one endless epoch.`),
      );
    [this.block, this.offset] = [block, offset];
    return Promise.resolve();
  }

  private current(): Float32Array {
    if (this.held?.block !== this.block)
      this.held = { block: this.block, rows: this.data.block('rows', this.block) };
    return this.held.rows;
  }
}
