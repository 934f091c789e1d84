/** A model's graph cut down to what is read of it, as plain data: it can be sent to a thread, which opens the session. */
import { onnxBytes } from '../onnx/onnxFile.ts';
import type { OnnxFile } from '../onnx/onnxFile.ts';
import { tapAndPrune } from '../onnx/tapAndPrune.ts';
import type { Tap } from '../onnx/tapAndPrune.ts';
import type { ModelConfig } from './modelConfig.ts';

/** A tensor to read, with its width. */
export interface WideTap extends Tap {
  width: number;
}

export interface PreparedGraph {
  /** The pruned model; large weights stay in their files. */
  bytes: Uint8Array;
  /** Folder of those files, null where there are none. */
  externalDataFolder: string | null;
  config: ModelConfig;
  taps: readonly WideTap[];
}

/** @throws UnknownTensorError */
export function prepareGraph(onnx: OnnxFile, config: ModelConfig, taps: readonly WideTap[]): PreparedGraph {
  const bytes = onnxBytes(tapAndPrune(onnx.model, taps));
  return { bytes, externalDataFolder: onnx.externalDataFolder, config, taps };
}
