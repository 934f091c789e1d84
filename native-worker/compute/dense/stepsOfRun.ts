/**
 * How many steps a run does. On CUDA the state crosses the host with each run, for its provider has no IO binding in Node: copies of about the
 * length of a fast card's step at usual sizes, of which ten steps in one Loop leave a tenth. Metrics and adaptation come every ten steps at the
 * least, so more would seldom be used. WebGPU keeps the state in its buffers, and the CPU is the host. Core ML and DirectML pay the copies too,
 * but are not trusted with a Loop: Core ML leaves what is inside to the CPU unless a flag says otherwise, and nobody has tried.
 */
import type { NamedDevice } from '../../onnx/deviceOrder.ts';

const stepsPerCrossing = 10;

export function stepsOfRun(device: NamedDevice): number {
  return device === 'cuda' ? stepsPerCrossing : 1;
}
