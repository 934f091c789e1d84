/**
 * Which way activations go from the language model to the SAE's step: they stay on the card where both compute on webgpu and the card has room;
 * else they pass through memory, and why is said on screen and kept in run.json. A resumed run goes the way it began, for results are rounded
 * differently: norms are the card's there.
 */
import type { ActivationPath, ComputeDevice } from '../../protocol/device.ts';
import type { BackendOptions } from '../compute/backend.ts';
import type { FreeMemory } from '../compute/freeMemory.ts';
import { planBackend, plannedBytes } from '../compute/memoryPlan.ts';
import { keptOnDevice, planDeviceActivations } from '../compute/memoryPlanActivations.ts';
import type { ActivationSizes } from '../compute/memoryPlanActivations.ts';

export interface PathQuestion {
  llm: ComputeDevice;
  sae: ComputeDevice;
  /** Of the SAE. */
  options: BackendOptions;
  sizes: ActivationSizes;
  /** What memory would keep of an epoch for later ones. */
  keptInMemory: number;
  /** Tokens that training sees, over all epochs. */
  trainingTokens: number;
  /** Free on the card with the language model loaded and the SAE's state not yet. */
  gpu: FreeMemory;
  /** Whether the run began with activations on the card: it stays there as long as they fit. */
  beganOnDevice: boolean;
}

export interface ChosenPath extends ActivationPath {
  /** On the card, for later epochs; 0 where they pass through memory. */
  keptBytes: number;
}

/** Null where both compute on the host: there is no other way then, and nothing to say. */
export function choosePath(question: PathQuestion): ChosenPath | null {
  const { llm, sae, options, sizes, gpu } = question;
  const onHost = (device: ComputeDevice): boolean => device === 'cpu' || device === 'reference';
  if (onHost(llm) && onHost(sae)) return null;
  const apart = whyApart(llm, sae);
  if (apart !== null) return throughMemory(apart);
  const needed = plannedBytes(
    [...planBackend(options, 'webgpu', 1), ...planDeviceActivations(sizes, 0)],
    'device',
  );
  if (gpu.bytes !== null && needed > gpu.bytes) {
    return throughMemory(
      `with a block of them the SAE needs ${readable(needed)} on the card, but there are ${readable(gpu.bytes)} (${gpu.source})`,
    );
  }
  const keptBytes = keptOnDevice(sizes, gpu.bytes === null ? null : gpu.bytes - needed);
  const again = question.beganOnDevice ? null : whyAgain(question, keptBytes);
  if (again !== null) return throughMemory(again);
  const kept = keptBytes > 0 ? `, and up to ${readable(keptBytes)} for later epochs` : '';
  const unknown = gpu.bytes === null ? `; ${gpu.source}` : '';
  const block = plannedBytes(planDeviceActivations(sizes, 0), 'device');
  return {
    on: 'device',
    reason: `They stay on the card, which needs about ${readable(block)} for them${kept}${unknown}.`,
    keptBytes,
  };
}

export function throughMemory(because: string): ChosenPath {
  return { on: 'host', reason: `They pass through memory, because ${because}.`, keptBytes: 0 };
}

function whyApart(llm: ComputeDevice, sae: ComputeDevice): string | null {
  if (llm !== sae) return `the language model computes on ${llm} and the SAE on ${sae}`;
  return llm === 'webgpu'
    ? null
    : `onnxruntime hands what lies on a card from one session to another on webgpu only, and this is ${llm}`;
}

/** Later epochs need not run the language model again where activations are kept: no path is taken that keeps fewer. */
function whyAgain(
  { sizes, keptInMemory, trainingTokens, gpu }: PathQuestion,
  keptBytes: number,
): string | null {
  if (trainingTokens <= sizes.epochTokens || keptBytes >= keptInMemory) return null;
  const epochs = (trainingTokens / Math.max(1, sizes.epochTokens)).toFixed(1);
  const room = gpu.bytes === null ? gpu.source : `the card has room for ${readable(keptBytes)}`;
  return `the text is seen ${epochs} times and memory keeps ${readable(keptInMemory)} of them for later, while ${room}`;
}

function readable(bytes: number): string {
  return bytes < 1e9 ? `${Math.ceil(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}
