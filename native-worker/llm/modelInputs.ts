/** Feeds for the inputs of a decoder's graph: tokens padded on the right, mask, positions, and an empty cache of past keys and values. */
import type { Tensor } from 'onnxruntime-node';
import type { ElementType } from '../onnx/elementType.ts';
import { ort } from '../onnx/ort.ts';
import type { GraphProto } from '../onnx/proto/onnx_pb.gen.ts';
import { tensorType } from '../onnx/valueInfo.ts';
import type { Dimension } from '../onnx/valueInfo.ts';
import { cacheAxes, cacheDims, isCacheInput } from './cacheLayout.ts';
import type { TokenBatch } from './languageModel.ts';
import { FixedShapeError, takesSingleRows } from './fixedShape.ts';
import { integerTensor, isInteger } from './integerTensor.ts';
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

type Feed = (batch: TokenBatch) => Tensor;

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
  if (isInteger(type)) {
    const grown = perToken[name];
    if (grown) return (batch) => integerTensor(type, grown(batch), [batch.rows, batch.length]);
    const short = few[name];
    if (!short) return null;
    return (batch) => {
      const values = short(batch);
      return integerTensor(type, values, shape.length === 0 ? [] : [values.length]);
    };
  }
  const isFloat = type === 'float32' || type === 'float16';
  return isFloat && isCacheInput(name) ? emptyCache(type, shape, config) : null;
}

/**
 * Makes the feeds of `graph`'s inputs from a batch, and throws FixedShapeError for several rows where the graph takes one.
 * @throws UnsupportedInputError for an input that it does not know, FixedShapeError.
 */
export function modelInputs(
  graph: GraphProto,
  config: ModelConfig,
): (batch: TokenBatch) => Record<string, Tensor> {
  const initializers = new Set(graph.initializer.map(({ name }) => name));
  const feeds: [string, Feed][] = [];
  const singleRows = takesSingleRows(graph);
  for (const info of graph.input) {
    if (initializers.has(info.name)) continue;
    const known = tensorType(info);
    const feed = known && feedFor(info.name, known.type, known.shape ?? [], config);
    if (!feed) throw new UnsupportedInputError(info.name, known?.type ?? 'no tensor');
    feeds.push([info.name, feed]);
  }
  return (batch) => {
    if (singleRows && batch.rows > 1)
      throw new FixedShapeError('batches of size 1', `, but ${batch.rows} rows are to run at once here`);
    return Object.fromEntries(feeds.map(([name, feed]) => [name, feed(batch)]));
  };
}
