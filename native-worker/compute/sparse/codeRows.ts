/** From the workers' lists, neuron by neuron, to codes row by row. */
import type { CodeRule, SparseCodes } from '../backend.ts';
import { joinCodes } from '../joinCodes.ts';
import { kthLargest } from '../kthLargest.ts';
import type { BlockCodes } from './ruleCodes.ts';
import type { ShardPlan } from './shardPlan.ts';

export class CodeRows {
  readonly #plan: ShardPlan;
  readonly #rule: CodeRule;
  readonly #parts: SparseCodes[] = [];

  constructor(plan: ShardPlan, rule: CodeRule) {
    this.#plan = plan;
    this.#rule = rule;
  }

  /** Adds a batch of rows, with the lists of all blocks. */
  add(rows: number, blocks: readonly BlockCodes[]): void {
    const inOrder = blocks.toSorted((p, q) => p.block - q.block);
    const all = byRow(rows, inOrder, (block) => this.#plan.blocks[block]?.from ?? 0);
    this.#parts.push(this.#rule.k === null ? all : keepLargest(all, this.#rule.k, this.#rule));
  }

  codes(): SparseCodes {
    return joinCodes(this.#parts);
  }
}

/** Blocks and neurons in ascending order make the features of each row ascend. */
function byRow(
  rows: number,
  blocks: readonly BlockCodes[],
  firstFeature: (block: number) => number,
): SparseCodes {
  const rowPointers = new Uint32Array(rows + 1);
  for (const { tokens } of blocks) {
    for (const token of tokens) rowPointers[token + 1] = (rowPointers[token + 1] ?? 0) + 1;
  }
  for (let row = 0; row < rows; row++)
    rowPointers[row + 1] = (rowPointers[row + 1] ?? 0) + (rowPointers[row] ?? 0);
  const next = rowPointers.slice();
  const count = rowPointers[rows] ?? 0;
  const [features, values] = [new Uint32Array(count), new Float32Array(count)];
  for (const { block, pointers, tokens, values: own } of blocks) {
    const first = firstFeature(block);
    for (let m = 0; m + 1 < pointers.length; m++) {
      for (let i = pointers[m] ?? 0; i < (pointers[m + 1] ?? 0); i++) {
        const token = tokens[i] ?? 0;
        const at = next[token] ?? 0;
        features[at] = first + m;
        values[at] = own[i] ?? 0;
        next[token] = at + 1;
      }
    }
  }
  return { rows, rowPointers, features, values };
}

/** The k largest y of each row, the lower feature first among equals. */
function keepLargest(
  { rows, rowPointers, features, values }: SparseCodes,
  k: number,
  { activation, biases }: CodeRule,
): SparseCodes {
  const kept: SparseCodes = {
    rows,
    rowPointers: new Uint32Array(rows + 1),
    features: new Uint32Array(rows * k),
    values: new Float32Array(rows * k),
  };
  let count = 0;
  for (let row = 0; row < rows; row++) {
    const [from, to] = [rowPointers[row] ?? 0, rowPointers[row + 1] ?? 0];
    const y = values.slice(from, to);
    if (activation === 'jumprelu') {
      y.forEach((value, i) => (y[i] = value + (biases[features[from + i] ?? 0] ?? 0)));
    }
    const smallest = kthLargest(y, k);
    let ties = k - y.reduce((above, value) => above + (value > smallest ? 1 : 0), 0);
    y.forEach((value, i) => {
      if (value < smallest || (value === smallest && ties-- <= 0)) return;
      kept.features[count] = features[from + i] ?? 0;
      kept.values[count++] = values[from + i] ?? 0;
    });
    kept.rowPointers[row + 1] = count;
  }
  return { ...kept, features: kept.features.slice(0, count), values: kept.values.slice(0, count) };
}
