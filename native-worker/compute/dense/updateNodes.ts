/**
 * What a step does with its gradients, in this order: tangent projection of the decoder's rows (`unit`), clipping of everything trained
 * together, Adam, rows back to length 1 (`unit`), thresholds back to theta >= 0.
 */
import type { GraphBuilder } from '../../onnx/graphBuilder.ts';
import type { BackendOptions } from '../backend.ts';
import { addAdam } from './adamNodes.ts';
import { momentsOf, nextName, trainedArrays } from './denseTensors.ts';
import type { TrainedArray } from './denseTensors.ts';
import type { Gradients } from './gradientNodes.ts';
import { addRowNorms, addRowSums, addSquaredNorm } from './graphMath.ts';

/** Adds the next value and moments of every trained parameter, under their output names. */
export function addUpdates(graph: GraphBuilder, gradients: Gradients, options: BackendOptions): void {
  const ready = addClipped(graph, addTangent(graph, gradients, options), options);
  for (const name of trainedArrays) {
    const gradient = ready[name];
    if (gradient !== undefined) addUpdate(graph, name, gradient, options);
  }
}

function addUpdate(
  graph: GraphBuilder,
  name: TrainedArray,
  gradient: string,
  { adam, decoderRows }: BackendOptions,
): void {
  const named = { names: [nextName(name)] };
  const tensors = [name, ...momentsOf[name]] as const;
  if (name === 'weights' && decoderRows === 'unit') {
    const moved = addAdam(graph, tensors, gradient, adam);
    graph.node('Div', [moved, addRowNorms(graph, moved)], {}, named);
  } else if (name === 'thresholds') {
    graph.node('Relu', [addAdam(graph, tensors, gradient, adam)], {}, named);
  } else {
    addAdam(graph, tensors, gradient, adam, named);
  }
}

function addTangent(graph: GraphBuilder, gradients: Gradients, { decoderRows }: BackendOptions): Gradients {
  const { weights } = gradients;
  if (weights === undefined || decoderRows === 'free') return gradients;
  const radial = addRowSums(graph, graph.node('Mul', [weights, 'weights']));
  const tangent = graph.node('Sub', [weights, graph.node('Mul', [radial, 'weights'])]);
  return { ...gradients, weights: tangent };
}

/** All gradients times min(1, gradientClip / their common norm). */
function addClipped(graph: GraphBuilder, gradients: Gradients, { gradientClip }: BackendOptions): Gradients {
  if (gradientClip === null) return gradients;
  const [first, ...others] = Object.values(gradients).map((gradient) => addSquaredNorm(graph, gradient));
  if (first === undefined) return gradients;
  const squared = others.reduce((sum, next) => graph.node('Add', [sum, next]), first);
  const norm = graph.node('Max', [graph.node('Sqrt', [squared]), graph.scalar(gradientClip)]);
  const factor = graph.node('Div', [graph.scalar(gradientClip), norm]);
  const clipped = Object.entries(gradients).map(([name, gradient]) => [
    name,
    graph.node('Mul', [gradient, factor]),
  ]);
  return Object.fromEntries(clipped) as Gradients;
}
