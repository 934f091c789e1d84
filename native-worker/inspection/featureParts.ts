/** What each feature adds to the activations of one row of tokens, and the row without it. */
import type { AttributionScope } from '../../protocol/attribution.ts';
import { rowNorm } from '../activations/activationNorms.ts';
import type { SparseCodes } from '../compute/backend.ts';
import type { AttributionSae } from './attributeToken.ts';

interface Active {
  /** Position in the row. */
  at: number;
  z: number;
}

export class FeatureParts {
  readonly #dIn: number;
  /** Where each feature is active, masked positions left out. */
  readonly #active: ReadonlyMap<number, readonly Active[]>;
  readonly #masked: readonly boolean[];
  readonly #factors: Float32Array;
  readonly #directions: ReadonlyMap<number, Float32Array>;

  /** @param raw activations of one row, shape [length, dIn] */
  static async of(
    raw: Float32Array,
    sae: AttributionSae,
    outlierNorm: number,
    length: number,
  ): Promise<FeatureParts> {
    const { dIn } = sae;
    // As harvesting masks.
    const masked = Array.from({ length }, (_, at) => at === 0 || rowNorm(raw, dIn, at) > outlierNorm);
    const active = activePlaces(await sae.encode(raw), masked);
    const features = [...active.keys()];
    const rows = await sae.decoderRows(features);
    const directions = new Map(
      features.map((feature, i) => [feature, rows.subarray(i * dIn, (i + 1) * dIn)]),
    );
    return new FeatureParts(dIn, active, masked, sae.rowFactors(raw), directions);
  }

  private constructor(
    dIn: number,
    active: ReadonlyMap<number, readonly Active[]>,
    masked: readonly boolean[],
    factors: Float32Array,
    directions: ReadonlyMap<number, Float32Array>,
  ) {
    this.#dIn = dIn;
    this.#active = active;
    this.#masked = masked;
    this.#factors = factors;
    this.#directions = directions;
  }

  isMasked(at: number): boolean {
    return this.#masked[at] === true;
  }

  /** Largest z of the feature where it is taken out. */
  activation(feature: number, scope: AttributionScope, position: number): number {
    return Math.max(0, ...this.#places(feature, scope, position).map(({ z }) => z));
  }

  /** Features active in the scope, the longest parts first (over several positions, the root of their summed squares), `most` of them. */
  strongest(
    scope: AttributionScope,
    position: number,
    most: number,
  ): { features: number[]; activeFeatures: number } {
    const sizes = [...this.#active.keys()]
      .map((feature) => ({ feature, size: this.#size(feature, scope, position) }))
      .filter(({ size }) => size > 0)
      .sort((a, b) => b.size - a.size || a.feature - b.feature);
    return { features: sizes.slice(0, most).map(({ feature }) => feature), activeFeatures: sizes.length };
  }

  /** Activations of equal rows, each without one of `features`; shape [features, length, dIn]. */
  without(
    features: readonly number[],
    raw: Float32Array,
    scope: AttributionScope,
    position: number,
  ): Float32Array {
    const changed = raw.slice();
    const width = raw.length / features.length;
    for (const [row, feature] of features.entries()) {
      const direction = this.#directions.get(feature) ?? new Float32Array(this.#dIn);
      for (const { at, z } of this.#places(feature, scope, position)) {
        const amount = z * (this.#factors[at] ?? 1);
        const start = row * width + at * this.#dIn;
        for (let i = 0; i < this.#dIn; i++)
          changed[start + i] = (changed[start + i] ?? 0) - amount * (direction[i] ?? 0);
      }
    }
    return changed;
  }

  #places(feature: number, scope: AttributionScope, position: number): readonly Active[] {
    const places = this.#active.get(feature) ?? [];
    return scope === 'context' ? places : places.filter(({ at }) => at === position);
  }

  #size(feature: number, scope: AttributionScope, position: number): number {
    const length = Math.hypot(...(this.#directions.get(feature) ?? []));
    return Math.hypot(
      ...this.#places(feature, scope, position).map(({ at, z }) => z * (this.#factors[at] ?? 1) * length),
    );
  }
}

function activePlaces(codes: SparseCodes, masked: readonly boolean[]): Map<number, Active[]> {
  const active = new Map<number, Active[]>();
  for (let at = 0; at < codes.rows; at++) {
    if (masked[at] === true) continue;
    for (let pair = codes.rowPointers[at] ?? 0; pair < (codes.rowPointers[at + 1] ?? 0); pair++) {
      const feature = codes.features[pair] ?? 0;
      const places = active.get(feature) ?? [];
      places.push({ at, z: codes.values[pair] ?? 0 });
      active.set(feature, places);
    }
  }
  return active;
}
