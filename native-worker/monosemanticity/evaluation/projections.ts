/** Tokens on which the baselines' directions fire: on A the strongest, as many as the paired feature has; on B whatever is above that threshold. */
import { MatrixProduct } from '../baselines/matrixProduct.ts';
import type { DirectionUnit } from '../baselines/directions.ts';
import { StrongestTokens } from '../baselines/strongestTokens.ts';
import type { HalfActivity, UnitActivity } from '../measure/scoreUnit.ts';

export class Projections {
  private readonly units: readonly DirectionUnit[];
  private readonly dIn: number;
  /** Shape [units, dIn]. */
  private readonly matrix: Float32Array;
  private readonly product: MatrixProduct;
  private readonly strongest: StrongestTokens[];
  private onA: { tokens: Uint32Array; values: Float32Array; threshold: number }[] = [];
  private onB: { tokens: number[]; values: number[] }[] = [];

  private constructor(units: readonly DirectionUnit[], dIn: number, most: number, product: MatrixProduct) {
    this.units = units;
    this.dIn = dIn;
    this.matrix = new Float32Array(units.length * dIn);
    for (const [i, { direction }] of units.entries()) this.matrix.set(direction, i * dIn);
    this.product = product;
    this.strongest = units.map(() => new StrongestTokens(most));
  }

  /** @param most tokens of A on which any unit will fire */
  static async open(units: readonly DirectionUnit[], dIn: number, most: number): Promise<Projections> {
    return new Projections(units, dIn, most, await MatrixProduct.open('right'));
  }

  /** @param x encoder inputs, shape [rows, dIn] */
  async addA(x: Float32Array, firstToken: number): Promise<void> {
    await this.visit(x, (unit, row, value) => this.strongest[unit]?.offer(value, firstToken + row));
  }

  /** Between the halves. @param counts active tokens on A that each unit gets, shape [units] */
  settle(counts: readonly number[]): void {
    this.onA = this.strongest.map((strongest, unit) => strongest.strongest(counts[unit] ?? 0));
    this.strongest.length = 0;
    this.onB = this.units.map(() => ({ tokens: [], values: [] }));
  }

  async addB(x: Float32Array, firstToken: number): Promise<void> {
    const thresholds = Float32Array.from(this.onA, ({ threshold }) => threshold);
    await this.visit(x, (unit, row, value) => {
      if (value < (thresholds[unit] ?? Infinity)) return;
      this.onB[unit]?.tokens.push(firstToken + row);
      this.onB[unit]?.values.push(value);
    });
  }

  activities(): UnitActivity[] {
    return this.onA.map(({ tokens, values, threshold }, unit) => {
      const b = this.onB[unit];
      const half: HalfActivity = {
        tokens: Uint32Array.from(b?.tokens ?? []),
        values: Float32Array.from(b?.values ?? []),
      };
      return { a: { tokens, values }, b: half, threshold };
    });
  }

  async dispose(): Promise<void> {
    await this.product.dispose();
  }

  private async visit(
    x: Float32Array,
    take: (unit: number, row: number, value: number) => void,
  ): Promise<void> {
    const units = this.units.length;
    if (x.length === 0 || units === 0) return;
    const values = await this.product.of(x, this.dIn, this.matrix, this.dIn);
    for (let i = 0; i < values.length; i++) take(i % units, Math.floor(i / units), values[i] ?? 0);
  }
}
