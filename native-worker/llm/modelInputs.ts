/** Feeds for the inputs of a decoder's graph: tokens padded on the right, mask, positions, and an empty cache of past keys and values. */
import type { Tensor } from 'onnxruntime-node';
import type { ElementType } from '../onnx/elementType.ts';
import { ort } from '../onnx/ort.ts';
import type { GraphProto } from '../onnx/proto/onnx_pb.gen.ts';
import { tensorType } from '../onnx/valueInfo.ts';
import type { Dimension } from '../onnx/valueInfo.ts';
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

type Feed = (batch: TokenBatch) => Tensor;

function integers(type: ElementType, values: ArrayLike<number>, dims: number[]): Tensor {
  if (type === 'int32') return new ort.Tensor('int32', Int32Array.from(values), dims);
  return new ort.Tensor('int64', BigInt64Array.from(values, BigInt), dims);
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

/** Past keys or values [rows, heads, 0, head size]; sizes that the graph leaves open come from config.json. */
function emptyPast(type: ElementType, shape: readonly Dimension[], config: ModelConfig): Feed {
  const open = [0, config.keyValueHeads, 0, config.headSize];
  const fixed = shape.map((size, axis) => (typeof size === 'number' ? size : (open[axis] ?? 0)));
  return ({ rows }) => {
    const dims = [rows, ...fixed.slice(1)];
    return type === 'float16'
      ? new ort.Tensor('float16', new Uint16Array(0), dims)
      : new ort.Tensor('float32', new Float32Array(0), dims);
  };
}

function feedFor(
  name: string,
  type: ElementType,
  shape: readonly Dimension[],
  config: ModelConfig,
): Feed | null {
  const integral = type === 'int64' || type === 'int32';
  const dims = ({ rows, length }: TokenBatch): number[] => [rows, length];
  if (integral && name === 'input_ids') return (batch) => integers(type, batch.tokens, dims(batch));
  if (integral && name === 'attention_mask')
    return (batch) => integers(type, attentionMask(batch), dims(batch));
  if (integral && name === 'position_ids') {
    return (batch) =>
      integers(
        type,
        grid(batch, (_, position) => position),
        dims(batch),
      );
  }
  if (integral && name === 'token_type_ids')
    return (batch) =>
      integers(
        type,
        grid(batch, () => 0),
        dims(batch),
      );
  const isPast = /^past/.test(name) && (type === 'float32' || type === 'float16') && shape.length === 4;
  return isPast ? emptyPast(type, shape, config) : null;
}

/** Makes the feeds of `graph`'s inputs from a batch. @throws UnsupportedInputError for an input that it does not know. */
export function modelInputs(
  graph: GraphProto,
  config: ModelConfig,
): (batch: TokenBatch) => Record<string, Tensor> {
  const initializers = new Set(graph.initializer.map(({ name }) => name));
  const feeds: [string, Feed][] = [];
  for (const info of graph.input) {
    if (initializers.has(info.name)) continue;
    const known = tensorType(info);
    const feed = known && feedFor(info.name, known.type, known.shape ?? [], config);
    if (!feed) throw new UnsupportedInputError(info.name, known?.type ?? 'no tensor');
    feeds.push([info.name, feed]);
  }
  return (batch) => Object.fromEntries(feeds.map(([name, feed]) => [name, feed(batch)]));
}
