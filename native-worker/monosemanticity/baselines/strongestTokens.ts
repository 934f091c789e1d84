/** The tokens with the largest values of one direction, `most` at most: their smallest value is the quantile that gives that density. */

export class StrongestTokens {
  private readonly most: number;
  private readonly values: Float32Array;
  private readonly tokens: Uint32Array;
  private count = 0;
  /** Nothing below can be among the strongest any more. */
  private floor = -Infinity;

  constructor(most: number) {
    this.most = most;
    this.values = new Float32Array(2 * most);
    this.tokens = new Uint32Array(2 * most);
  }

  offer(value: number, token: number): void {
    if (value <= this.floor) return;
    this.values[this.count] = value;
    this.tokens[this.count++] = token;
    if (this.count === this.values.length) this.keep(this.most);
  }

  /** The `count` strongest, ascending by token (equals: the earlier token); fewer where fewer were offered. */
  strongest(count: number): { tokens: Uint32Array; values: Float32Array; threshold: number } {
    this.keep(Math.min(count, this.most));
    const tokens = this.tokens.slice(0, this.count);
    const values = this.values.slice(0, this.count);
    return { tokens, values, threshold: values.reduce((a, b) => Math.min(a, b), Infinity) };
  }

  /** Drops all but the strongest, keeping their order. */
  private keep(count: number): void {
    if (this.count <= count) return;
    const cut = this.values.slice(0, this.count).sort()[this.count - count] ?? 0;
    let above = 0;
    for (let i = 0; i < this.count; i++) if ((this.values[i] ?? 0) > cut) above++;
    let equal = count - above;
    let to = 0;
    for (let i = 0; i < this.count; i++) {
      const value = this.values[i] ?? 0;
      if (value < cut || (value === cut && equal-- <= 0)) continue;
      this.values[to] = value;
      this.tokens[to++] = this.tokens[i] ?? 0;
    }
    this.count = to;
    this.floor = cut;
  }
}
