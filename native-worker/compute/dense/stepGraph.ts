/**
 * One whole training step as an ONNX graph: for GBA five matrix products of 2 B dIn dSae operations, then Adam.
 * Shapes are batch-major, [B, dSae], which was the fastest layout on the CPU. Outputs are small but for W, E and their moments,
 * since the CPU runtime copies each output once.
 */
import { GraphBuilder } from '../../onnx/graphBuilder.ts';
import type { BackendOptions } from '../backend.ts';
import { addAuxiliary, addDeadInputs } from './auxiliaryNodes.ts';
import { constantTensors, denseShape, nextName, updatedTensors } from './denseTensors.ts';
import { addForward } from './forwardNodes.ts';
import { addGradients } from './gradientNodes.ts';
import { addPenalty } from './penaltyNodes.ts';
import { addStatistics } from './statisticsNodes.ts';
import type { StatisticsOutput } from './statisticsNodes.ts';
import { addUpdates } from './updateNodes.ts';

/** Scalar inputs, which change from step to step; `penaltyWeight` only where there is a penalty. */
export type ScalarInput = 'learningRate' | 'firstCorrection' | 'secondCorrection' | 'penaltyWeight';

export function scalarInputs({ penalty }: Pick<BackendOptions, 'penalty'>): ScalarInput[] {
  return [
    'learningRate',
    'firstCorrection',
    'secondCorrection',
    ...(penalty ? ['penaltyWeight' as const] : []),
  ];
}

export interface StepGraph {
  bytes: Uint8Array;
  statistics: readonly StatisticsOutput[];
}

/** @param auxiliary whether the step has the auxiliary loss, and inputs that say which features are dead. */
export function stepGraph(options: BackendOptions, { auxiliary }: { auxiliary: boolean }): StepGraph {
  const graph = new GraphBuilder('SAE step');
  const { batchTokens, dIn } = options;
  graph.input('x', 'float32', [batchTokens, dIn]);
  for (const name of scalarInputs(options)) graph.input(name, 'float32', []);
  if (auxiliary) addDeadInputs(graph, options);
  for (const name of [...updatedTensors(options), ...constantTensors(options)]) {
    graph.input(name, 'float32', denseShape(name, options));
  }
  const statistics = addStep(graph, options, { auxiliary });
  for (const name of statistics) graph.output(name, 'float32');
  for (const name of updatedTensors(options)) {
    graph.output(nextName(name), 'float32', denseShape(name, options));
  }
  return { bytes: graph.toBytes(), statistics };
}

/**
 * Adds the nodes of one step to a graph that knows `x`, the scalar inputs and the state under their names, and gives the names of its
 * statistics; the next state stands under `nextName`.
 */
export function addStep(
  graph: GraphBuilder,
  options: BackendOptions,
  { auxiliary }: { auxiliary: boolean },
): StatisticsOutput[] {
  const forward = addForward(graph, 'x', options);
  const losses = {
    forward,
    penalty: addPenalty(graph, forward, options),
    auxiliary:
      auxiliary && options.auxiliary ? addAuxiliary(graph, forward, options.auxiliary, options) : null,
  };
  const statistics = addStatistics(graph, losses, options);
  addUpdates(graph, addGradients(graph, losses, options), options);
  return statistics;
}
