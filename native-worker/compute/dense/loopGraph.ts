/**
 * Several training steps as one ONNX graph: a Loop around the nodes of stepGraph.ts, for devices whose session cannot keep the state, so
 * that it crosses the host once a run and not once a step. The number of steps is an input; what changes from step to step comes stacked.
 */
import { GraphBuilder } from '../../onnx/graphBuilder.ts';
import type { BackendOptions } from '../backend.ts';
import { addDeadInputs } from './auxiliaryNodes.ts';
import { constantTensors, denseShape, nextName, updatedTensors } from './denseTensors.ts';
import type { DenseTensor } from './denseTensors.ts';
import { addStep, scalarInputs } from './stepGraph.ts';
import type { StepGraph } from './stepGraph.ts';
import type { StatisticsOutput } from './statisticsNodes.ts';

/** Inner graphs share the name space of outer ones, so what goes into and comes out of the Loop has names of its own. */
export const firstName = (name: DenseTensor): string => `first.${name}`;
/** The state's tensor behind an input. */
export const carriedTensor = (input: string): DenseTensor => input.replace(/^first\./u, '') as DenseTensor;
export const lastName = (name: DenseTensor): string => `last.${name}`;
/** Inputs and statistics with one entry a step. */
export const stackedName = (name: string): string => `each.${name}`;

/** Whether a step only reads a: then each step has its own, since schedules set it. */
export function hasScheduledScales(options: BackendOptions): boolean {
  return constantTensors(options).includes('scales');
}

/**
 * Inputs: `steps` (int64 scalar), each.x [steps, B, dIn], each.<scalar> [steps], each.scales [steps, dSae, 1] where they are not trained,
 * first.<tensor> for each tensor that a step replaces, the others and the dead features under their own names. Outputs: last.<tensor>, and
 * each.<statistic> with the steps in front of its shape.
 */
export function loopGraph(options: BackendOptions, { auxiliary }: { auxiliary: boolean }): StepGraph {
  const graph = new GraphBuilder('SAE steps');
  const carried = updatedTensors(options);
  addInputs(graph, options, carried);
  if (auxiliary) addDeadInputs(graph, options);
  const body = graph.subgraph('step');
  body.input('iteration', 'int64', []);
  body.input('goes', 'bool', []);
  for (const name of carried) body.input(name, 'float32', denseShape(name, options));
  for (const name of stacked(options)) {
    body.node('Gather', [stackedName(name), 'iteration'], { axis: 0 }, { names: [name] });
  }
  const statistics = addStep(body, options, { auxiliary });
  body.output('goesOn', 'bool', [], 'goes');
  for (const name of carried) body.output(nextName(name), 'float32', denseShape(name, options));
  for (const name of statistics) body.output(name, 'float32');
  addLoop(graph, body, carried, statistics);
  for (const name of carried) graph.output(lastName(name), 'float32', denseShape(name, options));
  for (const name of statistics) graph.output(stackedName(name), 'float32');
  return { bytes: graph.toBytes(), statistics };
}

/** What has a value for each step. */
function stacked(options: BackendOptions): string[] {
  return ['x', ...scalarInputs(options), ...(hasScheduledScales(options) ? ['scales'] : [])];
}

function addInputs(graph: GraphBuilder, options: BackendOptions, carried: readonly DenseTensor[]): void {
  const { batchTokens, dIn } = options;
  graph.input('steps', 'int64', []);
  graph.input(stackedName('x'), 'float32', ['steps', batchTokens, dIn]);
  for (const name of scalarInputs(options)) graph.input(stackedName(name), 'float32', ['steps']);
  for (const name of constantTensors(options)) {
    const shape = denseShape(name, options);
    if (name === 'scales') graph.input(stackedName(name), 'float32', ['steps', ...shape]);
    else graph.input(name, 'float32', shape);
  }
  for (const name of carried) graph.input(firstName(name), 'float32', denseShape(name, options));
}

function addLoop(
  graph: GraphBuilder,
  body: GraphBuilder,
  carried: readonly DenseTensor[],
  statistics: readonly StatisticsOutput[],
): void {
  const names = [...carried.map(lastName), ...statistics.map(stackedName)];
  // No condition of its own: the number of steps alone ends it.
  const inputs = ['steps', '', ...carried.map(firstName)];
  graph.nodeOutputs('Loop', inputs, names.length, { body: body.toGraph() }, { names });
}
