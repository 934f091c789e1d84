/** The memory of the dense step graph on a GPU. What it makes in between is bounded by counting the matrices that live at once. */
import type { MemoryUse } from '../../protocol/training.ts';
import type { NamedDevice } from '../onnx/deviceOrder.ts';
import type { BackendOptions } from './backend.ts';
import { updatedTensors, denseShape } from './dense/denseTensors.ts';
import { stepsOfRun } from './dense/stepsOfRun.ts';
import { stateArrayLength, stateArrays } from './saeState.ts';

const float = 4;
/** Rows that are encoded at a time (denseEncoder.ts). */
const encodedRows = 1024;

export function planDense(options: BackendOptions, device: NamedDevice): MemoryUse[] {
  const { batchTokens, dIn, dSae } = options;
  const state = float * stateArrays.reduce((sum, name) => sum + stateArrayLength(name, options), 0);
  const replaced =
    float * updatedTensors(options).reduce((sum, name) => sum + size(denseShape(name, options)), 0);
  const crosses = device !== 'webgpu';
  const steps = stepsOfRun(device);
  const batch = float * batchTokens * dIn * steps;
  const batches = steps > 1 ? `batches of ${steps} steps` : 'batch';
  const on = (what: string, bytes: number): MemoryUse => ({ what, where: 'device', bytes });
  const off = (what: string, bytes: number): MemoryUse => ({ what, where: 'host', bytes });
  return [
    on("weights with Adam's moments", state),
    on('what a step makes of them', replaced),
    on('matrices of a step', Math.max(stepBytes(options), float * encodedRows * dSae)),
    on(batches, batch),
    ...(crosses ? [off('the same weights before and after a run', state + replaced)] : []),
    off(batches, batch),
    off('pre-activations read back', float * encodedRows * dSae),
    off('an array of the state, read back for checkpoints', 2 * float * dSae * dIn),
  ];
}

/**
 * Most bytes at once between a step's inputs and outputs: while the pairs are computed (matrices [B, dSae]), or while Adam moves the rows
 * (matrices [dSae, dIn]). onnxruntime may keep more for reuse.
 */
function stepBytes({
  batchTokens,
  dIn,
  dSae,
  tied,
  selection,
  penalty,
  prefixes,
  auxiliary,
}: BackendOptions): number {
  const nested = prefixes.length > 1 ? 1 : 0;
  // y, mask, z and the pairs' gradient; y - theta; tanh and its slope; slices of prefixes; columns of the dead.
  const pairs =
    4 +
    (selection.kind === 'learnedThreshold' ? 1 : 0) +
    (penalty?.kind === 'tanh' ? 2 : 0) +
    nested +
    (auxiliary ? 1 : 0);
  const pairMatrix = float * batchTokens * dSae;
  const rowMatrix = float * dSae * dIn;
  const residuals = float * batchTokens * dIn * (2 + 2 * prefixes.length);
  const whilePairs = pairs * pairMatrix + 2 * rowMatrix;
  const whileMoving = (tied ? 4 : 5) * rowMatrix + (1 + nested) * pairMatrix + nested * rowMatrix;
  return Math.max(whilePairs, whileMoving) + residuals;
}

function size(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}
