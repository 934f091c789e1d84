/** What goes into a run of steps besides the state: batches, what the optimiser is told, and the dead features. */
import type { Tensor } from 'onnxruntime-node';
import { ort } from '../../onnx/ort.ts';
import type { BackendOptions, BatchStep, StepSettings } from '../backend.ts';
import { DeviceBatch, hostRows } from '../deviceBatch.ts';
import { deadFeeds } from './deadFeeds.ts';
import { hasScheduledScales, stackedName } from './loopGraph.ts';
import type { ScalarInput } from './stepGraph.ts';
import { floatTensor } from './tensorStore.ts';

export interface PlannedStep extends BatchStep {
  /** Its number; the first is 1. */
  step: number;
}

/** Whether these steps can be done in one run. */
export function shareRun(options: BackendOptions, steps: readonly BatchStep[]): boolean {
  const dead = steps[0]?.settings.dead;
  return steps.every(
    ({ x, settings }) =>
      !(x instanceof DeviceBatch) &&
      settings.dead === dead &&
      (settings.scale === undefined || hasScheduledScales(options)),
  );
}

/** For the graph of one step. Dead features are left out where the settings name none. */
export function feedsOfStep(options: BackendOptions, planned: PlannedStep): Map<string, Tensor> {
  const scalars = Object.entries(scalarsOf(options, planned)).map(([name, value]): [string, Tensor] => [
    name,
    floatTensor(Float32Array.of(value), []),
  ]);
  const { x, settings } = planned;
  return new Map([
    ['x', x instanceof DeviceBatch ? x.tensor : floatTensor(x, [options.batchTokens, options.dIn])],
    ...scalars,
    ...deadFeedsOf(options, settings),
  ]);
}

/**
 * For the graph of several steps.
 * @param scales a before the first of them, shape [dSae]
 */
export function feedsOfSteps(
  options: BackendOptions,
  planned: readonly PlannedStep[],
  scales: Float32Array,
): Map<string, Tensor> {
  const { batchTokens, dIn, dSae } = options;
  const steps = planned.length;
  const xs = new Float32Array(steps * batchTokens * dIn);
  planned.forEach(({ x }, i) => {
    xs.set(hostRows(x, 'webgpu, several steps a run'), i * batchTokens * dIn);
  });
  const scalars = planned.map((each) => scalarsOf(options, each));
  const names = Object.keys(scalars[0] ?? {}) as ScalarInput[];
  const feeds = new Map<string, Tensor>([
    ['steps', new ort.Tensor('int64', BigInt64Array.of(BigInt(steps)), [])],
    [stackedName('x'), floatTensor(xs, [steps, batchTokens, dIn])],
    ...names.map((name): [string, Tensor] => {
      const values = Float32Array.from(scalars, (each) => each[name]);
      return [stackedName(name), floatTensor(values, [steps])];
    }),
    ...deadFeedsOf(options, planned[0]?.settings ?? { learningRate: 0 }),
  ]);
  if (hasScheduledScales(options)) {
    feeds.set(stackedName('scales'), floatTensor(scalesOf(planned, scales), [steps, dSae, 1]));
  }
  return feeds;
}

function scalarsOf({ adam }: BackendOptions, { settings, step }: PlannedStep): Record<ScalarInput, number> {
  return {
    learningRate: settings.learningRate,
    firstCorrection: 1 / (1 - adam.beta1 ** step),
    secondCorrection: 1 / (1 - adam.beta2 ** step),
    penaltyWeight: settings.penaltyWeight ?? 0,
  };
}

function deadFeedsOf({ auxiliary }: BackendOptions, { dead }: StepSettings): [string, Tensor][] {
  return dead && auxiliary ? deadFeeds(dead, auxiliary.k) : [];
}

/** a of each step: a scale stays until the next one. */
function scalesOf(planned: readonly PlannedStep[], before: Float32Array): Float32Array {
  const all = new Float32Array(planned.length * before.length);
  planned.forEach(({ settings: { scale } }, i) => {
    const from = i * before.length;
    if (scale !== undefined) all.fill(scale, from, from + before.length);
    else all.set(i === 0 ? before : all.subarray(from - before.length, from), from);
  });
  return all;
}
