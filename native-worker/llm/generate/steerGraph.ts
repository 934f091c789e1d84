/**
 * Steering as nodes of the model's own graph, right behind the hook point, so that it runs wherever the model does:
 *   x' = x + gate . (add + s . sum_c (target_c - z_c) w_c),   z_c = pre_c where pre_c > threshold_c, else 0,   pre = in E + bias,
 * with in = x and s = 1, or under per-token normalisation in = x / s and s = ||x|| / sqrt(d). The vectors are inputs, so another strength
 * or feature needs no new session; zeros change no bit of x. All of it in float32.
 */
import type { Tensor } from 'onnxruntime-node';
import { addToTensor } from '../../onnx/addToTensor.ts';
import { GraphIndex, graphOf } from '../../onnx/graph.ts';
import type { GraphBuilder } from '../../onnx/graphBuilder.ts';
import { ort } from '../../onnx/ort.ts';
import { TensorProto_DataType as DataType } from '../../onnx/proto/onnx_pb.gen.ts';
import type { ModelProto } from '../../onnx/proto/onnx_pb.gen.ts';
import { floatTypeOf } from '../../onnx/tensorElementType.ts';

/** What the graph must know of the SAE whose features are clamped. */
export interface SteerForm {
  /** d, the width of the hooked activation. */
  width: number;
  /** Whether the SAE takes sqrt(d) x / ||x|| for x. */
  perToken: boolean;
  /** Where only the k largest of a token are active: all pre-activations are then needed, by a matrix of shape [width, features]. */
  largest: { k: number; features: number; encoder: Float32Array; bias: Float32Array } | null;
}

/** Features held at a value; all arrays have one entry, or one row or column, a feature. */
export interface Clamps {
  features: Int32Array;
  /** E, shape [width, features]. */
  encoder: Float32Array;
  bias: Float32Array;
  threshold: Float32Array;
  /** The z that each is set to. */
  target: Float32Array;
  /** Decoder rows, shape [features, width]. */
  decoder: Float32Array;
}

export interface SteerVectors {
  /** Raw units, shape [width]. */
  add: Float32Array;
  /** Null: none is held. */
  clamps: Clamps | null;
}

const prefix = 'monosema_steer';
const inputs = {
  gate: `${prefix}/gate`,
  add: `${prefix}/add`,
  features: `${prefix}/features`,
  encoder: `${prefix}/encoder`,
  bias: `${prefix}/bias`,
  threshold: `${prefix}/threshold`,
  target: `${prefix}/target`,
  decoder: `${prefix}/decoder`,
} as const;

/** Names that `steerFeeds` feeds. */
export const steerInputs: ReadonlySet<string> = new Set(Object.values(inputs));

/** Keeps a zero row from being divided by zero; far below any activation's norm. */
const leastNorm = 1e-30;

/**
 * A copy of `model` that is steered at `tensor`, shape [.., width].
 * @throws UnchangeableTensorError, UnknownElementTypeError
 */
export function steerGraph(model: ModelProto, tensor: string, form: SteerForm): ModelProto {
  const type = floatTypeOf(new GraphIndex(graphOf(model)), tensor);
  return addToTensor(model, tensor, prefix, (graph, clean) => {
    const x = type === 'float32' ? clean : graph.node('Cast', [clean], { to: DataType.FLOAT });
    const gate = graph.input(inputs.gate, 'float32', ['positions', 1]);
    const delta = graph.node('Mul', [change(graph, x, form), gate]);
    return type === 'float32' ? delta : graph.node('Cast', [delta], { to: DataType.FLOAT16 });
  });
}

/** What is added where the gate is 1, shape [.., width]. */
function change(graph: GraphBuilder, x: string, form: SteerForm): string {
  const { width, perToken } = form;
  const add = graph.input(inputs.add, 'float32', [width]);
  const scale = perToken ? rootMeanSquare(graph, x, width) : null;
  const normalised = scale === null ? x : graph.node('Div', [x, scale]);
  const z = activations(graph, normalised, form);
  const target = graph.input(inputs.target, 'float32', ['clamps']);
  const decoder = graph.input(inputs.decoder, 'float32', ['clamps', width]);
  const moved = graph.node('MatMul', [graph.node('Sub', [target, z]), decoder]);
  return graph.node('Add', [scale === null ? moved : graph.node('Mul', [moved, scale]), add]);
}

/** ||x|| / sqrt(d), shape [.., 1]. A product with ones: the axes of a reduction are an attribute in old operator sets, an input in new ones. */
function rootMeanSquare(graph: GraphBuilder, x: string, width: number): string {
  const share = graph.float32(`${prefix}/share`, [width, 1], new Float32Array(width).fill(1 / width));
  const root = graph.node('Sqrt', [graph.node('MatMul', [graph.node('Mul', [x, x]), share])]);
  return graph.node('Max', [root, graph.scalar(leastNorm)]);
}

/** z of the clamped features, shape [.., clamps]. */
function activations(graph: GraphBuilder, normalised: string, { width, largest }: SteerForm): string {
  const threshold = graph.input(inputs.threshold, 'float32', ['clamps']);
  const zero = graph.scalar(0);
  if (largest === null) {
    const encoder = graph.input(inputs.encoder, 'float32', [width, 'clamps']);
    const bias = graph.input(inputs.bias, 'float32', ['clamps']);
    const pre = graph.node('Add', [graph.node('MatMul', [normalised, encoder]), bias]);
    return graph.node('Where', [graph.node('Greater', [pre, threshold]), pre, zero]);
  }
  const { k, features, encoder, bias } = largest;
  const all = graph.node('Add', [
    graph.node('MatMul', [normalised, graph.float32(`${prefix}/all`, [width, features], encoder)]),
    graph.float32(`${prefix}/all_bias`, [features], bias),
  ]);
  const [values] = graph.nodeOutputs('TopK', [all, graph.indices(Math.min(k, features))], 2, { axis: -1 });
  const least = graph.node('Slice', [values, graph.indices(-1), graph.indices(k), graph.indices(-1)]);
  const chosen = graph.input(inputs.features, 'int32', ['clamps']);
  const pre = graph.node('Gather', [all, chosen], { axis: -1 });
  const isPositive = graph.node('Greater', [pre, threshold]);
  const isLarge = graph.node('Not', [graph.node('Less', [pre, least])]);
  return graph.node('Where', [graph.node('And', [isPositive, isLarge]), pre, zero]);
}

/**
 * Feeds for one row of tokens.
 * @param gate 1 where a position is steered, 0 where it is left as it is
 */
export function steerFeeds(
  { add, clamps }: SteerVectors,
  form: SteerForm,
  gate: Float32Array,
): Record<string, Tensor> {
  const { width } = form;
  // A session's inputs must all be fed: a feature whose decoder row is zero changes nothing.
  const held = clamps ?? noClamps(width);
  const count = held.target.length;
  const vector = (values: Float32Array): Tensor => new ort.Tensor('float32', values, [values.length]);
  return {
    [inputs.gate]: new ort.Tensor('float32', gate, [gate.length, 1]),
    [inputs.add]: vector(add),
    [inputs.target]: vector(held.target),
    [inputs.threshold]: vector(held.threshold),
    [inputs.decoder]: new ort.Tensor('float32', held.decoder, [count, width]),
    ...(form.largest === null
      ? {
          [inputs.encoder]: new ort.Tensor('float32', held.encoder, [width, count]),
          [inputs.bias]: vector(held.bias),
        }
      : { [inputs.features]: new ort.Tensor('int32', held.features, [count]) }),
  };
}

function noClamps(width: number): Clamps {
  const one = new Float32Array(1);
  return {
    features: new Int32Array(1),
    encoder: new Float32Array(width),
    bias: one,
    threshold: one,
    target: one,
    decoder: new Float32Array(width),
  };
}
