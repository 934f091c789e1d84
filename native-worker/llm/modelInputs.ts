/** Feeds for the inputs of a decoder's graph: tokens padded on the right, mask, positions, and an empty cache of past keys and values. */
import type { Tensor } from 'onnxruntime-node';
import type { ElementType } from '../onnx/elementType.ts';
import { ort } from '../onnx/ort.ts';
import type { GraphProto } from '../onnx/proto/onnx_pb.gen.ts';
import { tensorType } from '../onnx/valueInfo.ts';
import type { Dimension } from '../onnx/valueInfo.ts';
import { cacheAxes, cacheDims, isCacheInput } from './cacheLayout.ts';
import type { TokenBatch } from './languageModel.ts';
import type { ModelConfig } from './modelConfig.ts';

export class UnsupportedInputError extends Error {
  constructor(name: string, type: string) {
    super(
      `The model's graph needs the input '${name}' (${type}), which Monosema cannot supply. ` +
        `Export the model with: optimum-cli export onnx --task text-generation-with-past.`,
    );
    this.name = 'UnsupportedInputError';
  }
}

/** A graph that was exported for one number of tokens, or of rows, alone. */
export class FixedShapeError extends Error {
  constructor(what: string, given: string) {
    super(
      `The model's graph takes ${what} only: it was exported with fixed shapes${given}. ` +
        `Export it with free ones: optimum-cli export onnx --task text-generation-with-past.`,
    );
    this.name = 'FixedShapeError';
  }
}

type Feed = (batch: TokenBatch) => Tensor;

function integers(type: ElementType, values: ArrayLike<number>, dims: number[]): Tensor {
  if (type === 'int32') return new ort.Tensor('int32', Int32Array.from(values), dims);
  return new ort.Tensor('int64', int64s(values), dims);
}

/** 32-bit integers as 64-bit ones: the low and the high half of each, little-endian. BigInts one by one take ten times as long. */
function int64s(values: ArrayLike<number>): BigInt64Array {
  const halves = new Int32Array(2 * values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? 0;
    halves[2 * i] = value;
    halves[2 * i + 1] = value >> 31;
  }
  return new BigInt64Array(halves.buffer);
}

/** [rows, length] filled from row and position. */
function grid(batch: TokenBatch, value: (row: number, position: number) => number): Int32Array {
  const filled = new Int32Array(batch.rows * batch.length);
  for (let row = 0; row < batch.rows; row++) {
    for (let position = 0; position < batch.length; position++) {
      filled[row * batch.length + position] = value(row, position);
    }
  }
  return filled;
}

/** 1 for real tokens. */
function attentionMask(batch: TokenBatch): Int32Array {
  return grid(batch, (row, position) => (position < (batch.lengths[row] ?? 0) ? 1 : 0));
}

/** No past keys and values, in whatever layout the graph has; null where it fixes the length of the past. */
function emptyCache(type: ElementType, shape: readonly Dimension[], config: ModelConfig): Feed | null {
  const axes = cacheAxes(shape, config);
  if (!axes) return null;
  return ({ rows }) => {
    const dims = cacheDims(axes, rows, 0);
    return type === 'float16'
      ? new ort.Tensor('float16', new Uint16Array(0), dims)
      : new ort.Tensor('float32', new Float32Array(0), dims);
  };
}

/** Inputs with one number a token, by name. */
const perToken: Readonly<Record<string, (batch: TokenBatch) => Int32Array>> = {
  input_ids: ({ tokens }) => tokens,
  attention_mask: attentionMask,
  position_ids: (batch) => grid(batch, (_, position) => position),
  token_type_ids: (batch) => grid(batch, () => 0),
};

/** Inputs of single numbers: how many last positions get logits (0: all), and where in the cache the new tokens go. */
const few: Readonly<Record<string, (batch: TokenBatch) => ArrayLike<number>>> = {
  num_logits_to_keep: () => [0],
  logits_to_keep: () => [0],
  cache_position: ({ length }) => Int32Array.from({ length }, (_, position) => position),
};

function feedFor(
  name: string,
  type: ElementType,
  shape: readonly Dimension[],
  config: ModelConfig,
): Feed | null {
  if (type === 'int64' || type === 'int32') {
    const grown = perToken[name];
    if (grown) return (batch) => integers(type, grown(batch), [batch.rows, batch.length]);
    const short = few[name];
    if (!short) return null;
    return (batch) => {
      const values = short(batch);
      return integers(type, values, shape.length === 0 ? [] : [values.length]);
    };
  }
  const isFloat = type === 'float32' || type === 'float16';
  return isFloat && isCacheInput(name) ? emptyCache(type, shape, config) : null;
}

/**
 * Makes the feeds of `graph`'s inputs from a batch; that throws FixedShapeError for other rows than the graph has fixed.
 * @throws UnsupportedInputError for an input that it does not know, FixedShapeError where rows are of one length only.
 */
export function modelInputs(
  graph: GraphProto,
  config: ModelConfig,
): (batch: TokenBatch) => Record<string, Tensor> {
  const initializers = new Set(graph.initializer.map(({ name }) => name));
  const feeds: [string, Feed][] = [];
  let fixedRows: number | null = null;
  for (const info of graph.input) {
    if (initializers.has(info.name)) continue;
    const known = tensorType(info);
    const feed = known && feedFor(info.name, known.type, known.shape ?? [], config);
    if (!feed) throw new UnsupportedInputError(info.name, known?.type ?? 'no tensor');
    feeds.push([info.name, feed]);
    if (info.name !== 'input_ids') continue;
    const [rows, length] = known.shape ?? [];
    if (typeof length === 'number') throw new FixedShapeError(`texts of length ${length}`, '');
    if (typeof rows === 'number') fixedRows = rows;
  }
  return (batch) => {
    if (fixedRows !== null && batch.rows !== fixedRows)
      throw new FixedShapeError(
        `batches of size ${fixedRows}`,
        `, but ${batch.rows} rows are to run at once here`,
      );
    return Object.fromEntries(feeds.map(([name, feed]) => [name, feed(batch)]));
  };
}
