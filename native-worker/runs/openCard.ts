/** What keeps a run's activations on the card, opened where they can stay there; and what is said of it. */
import type { ActivationPath, Device } from '../../protocol/device.ts';
import { readsOnDevice } from '../activations/device/deviceBlock.ts';
import type { DeviceReader } from '../activations/device/deviceBlock.ts';
import type { Backend } from '../compute/backend.ts';
import { freeDeviceMemory } from '../compute/freeMemory.ts';
import type { ActivationSizes } from '../compute/memoryPlanActivations.ts';
import type { ActivationReader } from '../llm/languageModel.ts';
import { fasterThanCpu } from '../onnx/deviceSpeed.ts';
import { sameProduct } from '../onnx/devices.ts';
import { DeviceUnavailableError } from '../onnx/deviceUnavailableError.ts';
import { DeviceRowGraphs } from '../onnx/deviceRows.ts';
import { choosePath, throughMemory } from './activationPath.ts';
import type { ChosenPath } from './activationPath.ts';
import type { RunFile } from './runFile.ts';

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
  keptInMemory: number;
  trainingTokens: number;
  /** What an earlier job of the run recorded: null for none, `host` for runs from before there was a choice. */
  recorded: ActivationPath['on'] | null;
}

/**
 * Whether a reader should be able to leave activations on the card. What lies there stays with its thread, so such a reader can have none of
 * its own: that is given up only where webgpu is asked for or would be chosen.
 */
export async function mayKeepOnDevice(
  { llm, sae }: { llm: Device; sae: Device | 'reference' },
  recorded: ActivationPath['on'] | null,
): Promise<boolean> {
  if (recorded === 'host' || (sae !== 'webgpu' && sae !== 'auto')) return false;
  if (llm !== 'auto') return llm === 'webgpu';
  try {
    await fasterThanCpu('webgpu', sameProduct);
    return true;
  } catch (error) {
    if (error instanceof DeviceUnavailableError) return false;
    throw error;
  }
}

export async function openCard({
  reader,
  backend,
  sizes,
  keptInMemory,
  trainingTokens,
  recorded,
}: CardOptions): Promise<OpenedCard> {
  if (recorded === 'host') return { path: null, card: null };
  const chosen = choosePath({
    llm: reader.device.chosen,
    sae: backend.device.chosen,
    options: backend.options,
    sizes,
    keptInMemory,
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

/** The way of an earlier job of the run, null for none; runs from before there was a choice went through memory. */
export function recordedPath({ devices }: Pick<RunFile, 'devices'>): ActivationPath['on'] | null {
  return devices && (devices.activations?.on ?? 'host');
}
