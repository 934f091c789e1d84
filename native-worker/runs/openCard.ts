/** What keeps a run's activations on the card, opened where they can stay there; and what is said of it. */
import type { ActivationPath } from '../../protocol/device.ts';
import { readsOnDevice } from '../activations/device/deviceBlock.ts';
import type { DeviceReader } from '../activations/device/deviceBlock.ts';
import type { Backend } from '../compute/backend.ts';
import { freeDeviceMemory } from '../compute/freeMemory.ts';
import type { ActivationSizes } from '../compute/memoryPlanActivations.ts';
import type { ActivationReader } from '../llm/languageModel.ts';
import { DeviceUnavailableError } from '../onnx/deviceUnavailableError.ts';
import { DeviceRowGraphs } from '../onnx/deviceRows.ts';
import { choosePath, throughMemory } from './activationPath.ts';
import type { ChosenPath } from './activationPath.ts';

export interface Card {
  reader: DeviceReader;
  graphs: DeviceRowGraphs;
  /** For blocks that later epochs use again. */
  keptBytes: number;
}

export interface OpenedCard {
  /** Null where there is nothing to say: all is computed in memory. */
  path: ActivationPath | null;
  /** Null where activations pass through memory. */
  card: Card | null;
}

export interface CardOptions {
  reader: ActivationReader;
  backend: Backend;
  sizes: ActivationSizes;
  trainingTokens: number;
  /** What an earlier job of the run recorded: null for none, `host` for runs from before there was a choice. */
  recorded: ActivationPath['on'] | null;
}

/** Whether a reader should be able to leave activations on the card. */
export function mayKeepOnDevice(saeDevice: string, recorded: ActivationPath['on'] | null): boolean {
  return recorded !== 'host' && (saeDevice === 'webgpu' || saeDevice === 'auto');
}

export async function openCard({
  reader,
  backend,
  sizes,
  trainingTokens,
  recorded,
}: CardOptions): Promise<OpenedCard> {
  if (recorded === 'host') return { path: null, card: null };
  const chosen = choosePath({
    llm: reader.device.chosen,
    sae: backend.device.chosen,
    options: backend.options,
    sizes,
    trainingTokens,
    gpu: await freeDeviceMemory('webgpu'),
    beganOnDevice: recorded === 'device',
  });
  if (chosen?.on !== 'device') return { path: told(chosen), card: null };
  if (!readsOnDevice(reader)) {
    return {
      path: told(throughMemory('the language model was opened so that it brings them home')),
      card: null,
    };
  }
  try {
    const graphs = await DeviceRowGraphs.open(reader.hookPoint.width);
    return { path: told(chosen), card: { reader, graphs, keptBytes: chosen.keptBytes } };
  } catch (error) {
    if (!(error instanceof DeviceUnavailableError)) throw error;
    return { path: told(throughMemory(`the card refuses to shuffle them (${error.reason})`)), card: null };
  }
}

function told(chosen: ChosenPath | null): ActivationPath | null {
  return chosen && { on: chosen.on, reason: chosen.reason };
}
