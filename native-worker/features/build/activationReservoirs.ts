/**
 * A uniform random sample of the tokens on which each feature is active: reservoir sampling, Li's algorithm L
 * (ACM TOMS 20(4), 1994). One generator a feature, seeded by (seed, feature): the sample does not depend on how the corpus
 * was cut into batches.
 */
import { type ExampleContext, ExampleSlots, type FeatureRun } from './exampleSlots.ts';
import { mix, uniform } from './seededDraws.ts';

export class ActivationReservoirs {
  readonly slots: ExampleSlots;
  private readonly seen: Float64Array;
  /** Which active token, counted from 0, is taken next. */
  private readonly next: Float64Array;
  private readonly weight: Float64Array;
  private readonly generators: Uint32Array;

  constructor(dSae: number, capacity: number, context: ExampleContext, seed: number) {
    this.slots = new ExampleSlots(dSae, capacity, context);
    this.seen = new Float64Array(dSae);
    this.next = new Float64Array(dSae);
    this.weight = new Float64Array(dSae);
    this.generators = Uint32Array.from({ length: dSae }, (_, feature) => mix(mix(feature + 1) ^ seed));
  }

  offer(feature: number, row: number, run: FeatureRun): void {
    const { capacity } = this.slots;
    const before = this.seen[feature] ?? 0;
    for (let i = run.start; i < run.end; i++) {
      const index = before + i - run.start;
      if (index < capacity) {
        this.slots.write(feature * capacity + index, row, run, i);
        if (index === capacity - 1) this.schedule(feature, index, 1);
      } else if (index === this.next[feature]) {
        const victim = Math.floor(uniform(this.generators, feature) * capacity);
        this.slots.write(feature * capacity + victim, row, run, i);
        this.schedule(feature, index, this.weight[feature] ?? 0);
      }
    }
    this.seen[feature] = before + run.end - run.start;
  }

  /** Slots of a feature's sample in seeded random order: any prefix is itself a uniform sample. */
  sample(feature: number): number[] {
    const { capacity } = this.slots;
    const size = Math.min(capacity, this.seen[feature] ?? 0);
    const order = Array.from({ length: size }, (_, i) => feature * capacity + i);
    const generator = Uint32Array.of(mix((this.generators[feature] ?? 0) ^ 0x5bd1e995));
    for (let i = size - 1; i > 0; i--) {
      const j = Math.floor(uniform(generator, 0) * (i + 1));
      [order[i], order[j]] = [order[j] ?? 0, order[i] ?? 0];
    }
    return order;
  }

  private schedule(feature: number, index: number, weight: number): void {
    const shrunk = weight * Math.exp(Math.log(uniform(this.generators, feature)) / this.slots.capacity);
    const skip = Math.floor(Math.log(uniform(this.generators, feature)) / Math.log1p(-shrunk));
    this.weight[feature] = shrunk;
    this.next[feature] = index + 1 + skip;
  }
}
