/** What a step tells: firing counts and peaks of each feature, and the numbers behind StepStats. */
import type { GraphBuilder } from '../../onnx/graphBuilder.ts';
import type { BackendOptions, StepStats } from '../backend.ts';
import { nextName } from './denseTensors.ts';
import { addColumnSums, addPositive, noValue } from './graphMath.ts';
import type { LossNodes } from './pairNodes.ts';

/** Graph outputs; `rowErrors` [B], `positivePairs` and `penalties` [dSae] are summed outside, in float64, the others are scalars. */
export type StatisticsOutput =
  'rowErrors' | 'activePairs' | 'positivePairs' | 'smallestActive' | 'penalties' | 'auxiliary';

/** Adds the outputs that these options have, and returns their names. */
export function addStatistics(
  graph: GraphBuilder,
  { forward, penalty, auxiliary }: LossNodes,
  { selection }: BackendOptions,
): StatisticsOutput[] {
  const { y, mask, residual, smallestActive } = forward;
  const rows = graph.indices(0);
  const batchCounts = graph.node('ReduceSum', [mask, rows], { keepdims: 0 });
  const batchPeaks = graph.node('ReduceMax', [y], { axes: [0], keepdims: 0 });
  const named = (name: string): { names: string[] } => ({ names: [name] });
  graph.node('Add', ['counts', batchCounts], {}, named(nextName('counts')));
  graph.node('Max', ['peaks', batchPeaks], {}, named(nextName('peaks')));
  graph.node('ReduceSum', [batchCounts, rows], { keepdims: 0 }, named('activePairs'));
  const squares = graph.node('Mul', [residual, residual]);
  graph.node('ReduceSum', [squares, graph.indices(1)], { keepdims: 0 }, named('rowErrors'));
  const found: Partial<Record<StatisticsOutput, string | null>> = {
    positivePairs: selection.kind === 'threshold' ? null : addColumnSums(graph, addPositive(graph, y)),
    smallestActive,
    penalties: penalty?.sums ?? null,
    auxiliary: auxiliary?.loss ?? null,
  };
  const outputs: StatisticsOutput[] = ['rowErrors', 'activePairs'];
  for (const [name, source] of Object.entries(found)) {
    if (source === null) continue;
    graph.node('Identity', [source], {}, named(name));
    outputs.push(name as StatisticsOutput);
  }
  return outputs;
}

/**
 * @param outputs the values of `addStatistics`' outputs that there are
 * `smallestActive` is NaN where the selection ranks no pairs.
 */
export function readStatistics(
  outputs: ReadonlyMap<StatisticsOutput, Float32Array>,
  { penalty, batchTokens }: BackendOptions,
): Omit<StepStats, 'squaredNorm'> {
  const total = (name: StatisticsOutput): number => sum(outputs.get(name) ?? []);
  const activePairs = total('activePairs');
  const smallest = outputs.get('smallestActive')?.[0] ?? NaN;
  const penalties = penalty?.kind === 'l0' ? activePairs : total('penalties');
  return {
    squaredError: total('rowErrors'),
    activePairs,
    positivePairs: outputs.has('positivePairs') ? total('positivePairs') : activePairs,
    smallestActive: smallest >= noValue / 2 ? Infinity : smallest,
    penalty: penalties / batchTokens,
    auxiliary: total('auxiliary'),
  };
}

/** The values of each of several steps, from those of all of them one behind the other. */
export function splitStatistics(
  outputs: ReadonlyMap<StatisticsOutput, Float32Array>,
  steps: number,
): ReadonlyMap<StatisticsOutput, Float32Array>[] {
  return Array.from({ length: steps }, (_, i) => {
    const own = (values: Float32Array): Float32Array => {
      const length = values.length / steps;
      return values.subarray(i * length, (i + 1) * length);
    };
    return new Map(Array.from(outputs, ([name, values]) => [name, own(values)]));
  });
}

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
