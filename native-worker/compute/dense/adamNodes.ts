/** Adam as ONNX nodes; bias corrections come in as scalars, so that one graph serves every step. */
import type { GraphBuilder, NodeOptions } from '../../onnx/graphBuilder.ts';
import type { BackendOptions } from '../backend.ts';
import { nextName } from './denseTensors.ts';
import type { DenseTensor } from './denseTensors.ts';

/**
 * Adds value - learningRate * mhat / (sqrt(vhat) + epsilon) and the next moments (under their output names).
 * mhat = m * firstCorrection, vhat = v * secondCorrection.
 * @param named the name of the updated value, a generated one when left out
 * @returns that name
 */
export function addAdam(
  graph: GraphBuilder,
  [value, first, second]: readonly [DenseTensor, DenseTensor, DenseTensor],
  gradient: string,
  { beta1, beta2, epsilon }: BackendOptions['adam'],
  named: NodeOptions = {},
): string {
  const squared = graph.node('Mul', [gradient, gradient]);
  const nextFirst = addAverage(graph, first, gradient, beta1);
  const nextSecond = addAverage(graph, second, squared, beta2);
  const corrected = graph.node('Mul', [nextSecond, 'secondCorrection']);
  const root = graph.node('Add', [graph.node('Sqrt', [corrected]), graph.scalar(epsilon)]);
  const stepSize = graph.node('Mul', ['learningRate', 'firstCorrection']);
  const direction = graph.node('Div', [nextFirst, root]);
  return graph.node('Sub', [value, graph.node('Mul', [direction, stepSize])], {}, named);
}

/** beta * old + (1 - beta) * fresh. */
function addAverage(graph: GraphBuilder, old: DenseTensor, fresh: string, beta: number): string {
  const kept = graph.node('Mul', [old, graph.scalar(beta)]);
  const added = graph.node('Mul', [fresh, graph.scalar(1 - beta)]);
  return graph.node('Add', [kept, added], {}, { names: [nextName(old)] });
}
