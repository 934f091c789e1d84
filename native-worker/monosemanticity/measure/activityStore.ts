/** Which features were active on which tokens, gathered batch by batch and given out feature by feature. 12 bytes a pair. */
import type { SparseCodes } from '../../compute/backend.ts';
import type { HalfActivity } from './scoreUnit.ts';

const FIRST_ROOM = 1 << 16;

export class ActivityStore {
  private features = new Uint32Array(FIRST_ROOM);
  private tokens = new Uint32Array(FIRST_ROOM);
  private values = new Float32Array(FIRST_ROOM);
  private readonly dSae: number;
  private readonly wanted: Uint8Array | null;
  private byFeature: { starts: Uint32Array; order: Uint32Array } | null = null;
  /** Pairs (token, feature) so far. */
  size = 0;

  /** @param wanted features to keep; all when left out */
  constructor(dSae: number, wanted?: Iterable<number>) {
    this.dSae = dSae;
    this.wanted = wanted === undefined ? null : new Uint8Array(dSae);
    for (const feature of wanted ?? []) if (this.wanted !== null) this.wanted[feature] = 1;
  }

  /** @param firstToken number of the token of the first row of `codes` */
  add(codes: SparseCodes, firstToken: number): void {
    for (let row = 0; row < codes.rows; row++) this.addRow(codes, row, firstToken + row);
  }

  /** One row of `codes`, which is this token. */
  addRow({ rowPointers, features, values }: SparseCodes, row: number, token: number): void {
    const first = rowPointers[row] ?? 0;
    const end = rowPointers[row + 1] ?? 0;
    this.byFeature = null;
    this.makeRoom(end - first);
    for (let pair = first; pair < end; pair++) {
      const feature = features[pair] ?? 0;
      if (this.wanted !== null && this.wanted[feature] === 0) continue;
      this.features[this.size] = feature;
      this.tokens[this.size] = token;
      this.values[this.size++] = values[pair] ?? 0;
    }
  }

  /** Tokens on which a feature is active, ascending. */
  of(feature: number): HalfActivity {
    this.byFeature ??= this.sorted();
    const { starts, order } = this.byFeature;
    const pairs = order.subarray(starts[feature], starts[feature + 1]);
    return {
      tokens: pairs.map((pair) => this.tokens[pair] ?? 0),
      values: Float32Array.from(pairs, (pair) => this.values[pair] ?? 0),
    };
  }

  /** Active tokens of each feature, shape [dSae]. */
  counts(): Uint32Array {
    this.byFeature ??= this.sorted();
    const { starts } = this.byFeature;
    return Uint32Array.from({ length: this.dSae }, (_, f) => (starts[f + 1] ?? 0) - (starts[f] ?? 0));
  }

  /** Counting sort of the pairs by feature; within a feature they stay in order of tokens. */
  private sorted(): { starts: Uint32Array; order: Uint32Array } {
    const starts = new Uint32Array(this.dSae + 1);
    for (let i = 0; i < this.size; i++) {
      const after = (this.features[i] ?? 0) + 1;
      starts[after] = (starts[after] ?? 0) + 1;
    }
    for (let f = 1; f <= this.dSae; f++) starts[f] = (starts[f] ?? 0) + (starts[f - 1] ?? 0);
    const next = starts.slice();
    const order = new Uint32Array(this.size);
    for (let i = 0; i < this.size; i++) {
      const feature = this.features[i] ?? 0;
      const at = next[feature] ?? 0;
      order[at] = i;
      next[feature] = at + 1;
    }
    return { starts, order };
  }

  private makeRoom(extra: number): void {
    const needed = this.size + extra;
    if (needed <= this.features.length) return;
    const room = Math.max(needed, 2 * this.features.length);
    const features = new Uint32Array(room);
    features.set(this.features);
    const tokens = new Uint32Array(room);
    tokens.set(this.tokens);
    const values = new Float32Array(room);
    values.set(this.values);
    Object.assign(this, { features, tokens, values });
  }
}
