/**
 * One whole training step as an ONNX graph: five matrix products of 2 B dIn dSae operations, then Adam.
 * Shapes are batch-major, [B, dSae], which was the fastest layout on the CPU. Outputs are small but for W and its moments,
 * since the CPU runtime copies each output once.
 */
import { float } from '../../onnx/attributeProto.ts';
import { GraphBuilder } from '../../onnx/graphBuilder.ts';
import type { BackendOptions } from '../backend.ts';
import { addAdam } from './adamNodes.ts';
import { constantTensors, denseShape, nextName, updatedTensors } from './denseTensors.ts';
import type { DenseTensor } from './denseTensors.ts';

/** Scalar inputs, which change from step to step. */
export const scalarInputs = ['learningRate', 'firstCorrection', 'secondCorrection'] as const;

/** Sum of (xhat - x)^2 of each row, shape [B]; active pairs of the batch, shape []. */
export const statisticsOutputs = ['rowErrors', 'activePairs'] as const;

export function stepGraph(options: BackendOptions): Uint8Array {
  const graph = new GraphBuilder('gba step');
  const { batchTokens, dIn } = options;
  const x = graph.input('x', 'float32', [batchTokens, dIn]);
  for (const name of scalarInputs) graph.input(name, 'float32', []);
  for (const name of [...updatedTensors(options), ...constantTensors(options)]) {
    graph.input(name, 'float32', denseShape(name, options));
  }
  const forward = addForward(graph, x, options);
  addStatistics(graph, forward);
  addBackward(graph, forward, options);
  for (const name of statisticsOutputs) graph.output(name, 'float32');
  for (const name of updatedTensors(options)) {
    graph.output(nextName(name), 'float32', denseShape(name, options));
  }
  return graph.toBytes();
}

/** Tensors of the forward pass that the backward pass needs. */
interface Forward {
  /** x - bPre, shape [B, dIn]. */
  centred: string;
  /** u + b, 1[y > 0] and z, shape [B, dSae]. */
  y: string;
  mask: string;
  z: string;
  /** xhat - x, shape [B, dIn]. */
  residual: string;
}

function addForward(graph: GraphBuilder, x: string, { activation }: BackendOptions): Forward {
  const centred = graph.node('Sub', [x, 'preBias']);
  const u = graph.node('Gemm', [centred, 'weights'], { transB: 1 });
  const y = graph.node('Add', [u, 'biases']);
  const mask = addStep(graph, y);
  const z = graph.node('Mul', [activation === 'jumprelu' ? u : y, mask]);
  const decoder = graph.node('Mul', ['scales', 'weights']);
  const residual = graph.node('Gemm', [z, decoder, centred], { beta: float(-1) });
  return { centred, y, mask, z, residual };
}

/**
 * 1 where y > 0, else 0, as floats: min(1, max(0, 1e30 y)) is one fast operator where Greater, Cast and Where are three.
 * Exact for y above 1e-30, and free of overflow for y below 1e8.
 */
function addStep(graph: GraphBuilder, y: string): string {
  return graph.node('HardSigmoid', [y], { alpha: float(1e30), beta: float(0) });
}

function addStatistics(graph: GraphBuilder, { y, mask, residual }: Forward): void {
  const rows = graph.indices(0);
  const batchCounts = graph.node('ReduceSum', [mask, rows], { keepdims: 0 });
  const batchPeaks = graph.node('ReduceMax', [y], { axes: [0], keepdims: 0 });
  const named = (name: string): { names: string[] } => ({ names: [name] });
  graph.node('Add', ['counts', batchCounts], {}, named(nextName('counts')));
  graph.node('Max', ['peaks', batchPeaks], {}, named(nextName('peaks')));
  graph.node('ReduceSum', [batchCounts, rows], { keepdims: 0 }, named('activePairs'));
  const squares = graph.node('Mul', [residual, residual]);
  graph.node('ReduceSum', [squares, graph.indices(1)], { keepdims: 0 }, named('rowErrors'));
}

function addBackward(graph: GraphBuilder, forward: Forward, options: BackendOptions): void {
  const { centred, mask, z, residual } = forward;
  const share = graph.scalar(1 / options.batchTokens);
  const alongAll = graph.node('Gemm', [residual, 'weights'], { transB: 1 });
  const along = graph.node('Mul', [alongAll, mask]);
  const fromDecoder = graph.node('Gemm', [z, residual], { transA: 1 });
  const fromBoth = graph.node('Gemm', [along, centred, fromDecoder], { transA: 1 });
  const factor = graph.node('Mul', ['scales', share]);
  const gradient = graph.node('Mul', [fromBoth, factor]);
  addWeightUpdate(graph, gradient, options);
  if (options.trains.scales) {
    const sums = graph.node('ReduceSum', [graph.node('Mul', [z, along]), graph.indices(0)], { keepdims: 0 });
    const column = graph.node('Unsqueeze', [sums, graph.indices(1)]);
    const scaleGradient = graph.node('Mul', [column, share]);
    const names = ['scales', 'scaleFirstMoment', 'scaleSecondMoment'] as const;
    nameNext(graph, 'scales', addAdam(graph, names, scaleGradient, options.adam));
  }
  if (options.trains.preBias === 'full') {
    const residualSum = graph.node('ReduceSum', [residual, graph.indices(0)], { keepdims: 1 });
    const alongSum = graph.node('ReduceSum', [along, graph.indices(0)], { keepdims: 1 });
    const decoder = graph.node('Mul', ['scales', 'weights']);
    const total = graph.node('Sub', [residualSum, graph.node('MatMul', [alongSum, decoder])]);
    const mean = graph.node('Mul', [graph.node('Squeeze', [total, graph.indices(0)]), share]);
    const names = ['preBias', 'preBiasFirstMoment', 'preBiasSecondMoment'] as const;
    nameNext(graph, 'preBias', addAdam(graph, names, mean, options.adam));
  }
}

/** Tangent gradient, Adam, and back to the unit sphere. */
function addWeightUpdate(graph: GraphBuilder, gradient: string, { adam }: BackendOptions): void {
  const rowSum = (value: string): string =>
    graph.node('ReduceSum', [value, graph.indices(1)], { keepdims: 1 });
  const radial = rowSum(graph.node('Mul', [gradient, 'weights']));
  const tangent = graph.node('Sub', [gradient, graph.node('Mul', [radial, 'weights'])]);
  const moved = addAdam(graph, ['weights', 'firstMoment', 'secondMoment'], tangent, adam);
  const length = graph.node('Sqrt', [rowSum(graph.node('Mul', [moved, moved]))]);
  graph.node('Div', [moved, length], {}, { names: [nextName('weights')] });
}

function nameNext(graph: GraphBuilder, name: DenseTensor, value: string): void {
  graph.node('Identity', [value], {}, { names: [nextName(name)] });
}
