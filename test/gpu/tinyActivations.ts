/** Rows of tokens for the tiny model, and sources over them on the host and on the card. */
import { DeviceSource } from '../../native-worker/activations/device/deviceSource.ts';
import { readsOnDevice } from '../../native-worker/activations/device/deviceBlock.ts';
import type { DeviceReader } from '../../native-worker/activations/device/deviceBlock.ts';
import { ShuffledSource } from '../../native-worker/activations/shuffledSource.ts';
import type { SourceOptions } from '../../native-worker/activations/shuffledSource.ts';
import type { TokenRow } from '../../native-worker/corpus/tokenRow.ts';
import { openLanguageModel } from '../../native-worker/llm/openLanguageModel.ts';
import { DeviceRowGraphs } from '../../native-worker/onnx/deviceRows.ts';
import { Random } from '../../native-worker/sae/random.ts';

export const hookPoint = 'blocks.0.hook_resid_post';

export async function openDeviceReader(): Promise<DeviceReader> {
  const model = await openLanguageModel('test/fixtures/models/tiny-llama');
  const reader = await model.openReader(hookPoint, { device: 'webgpu', keepOnDevice: true });
  if (!readsOnDevice(reader)) throw new Error('A reader on webgpu keeps what it reads there.');
  return reader;
}

/** Rows of 2 to 13 tokens, and some of one token, of which nothing is kept. */
export function tinyRows(count = 60): TokenRow[] {
  const random = new Random(3);
  return Array.from({ length: count }, (_, document) => {
    const length = document % 20 === 7 ? 1 : 2 + random.integer(12);
    const tokens = Int32Array.from({ length }, () => 1 + random.integer(290));
    const places = new Int32Array(length).fill(-1);
    return { document, split: 'train', tokens, starts: places, ends: places };
  });
}

/** Blocks of a few batches, so that batches of a step cross their borders. */
export const tinySource: SourceOptions = { seed: 7, rowsPerBatch: 4, blockTokens: 130 };

export async function openSources(
  reader: DeviceReader,
  change: Partial<SourceOptions> = {},
): Promise<{ host: ShuffledSource; device: DeviceSource }> {
  const options = { ...tinySource, ...change };
  const host = await ShuffledSource.open(reader, tinyRows(), options);
  const graphs = await DeviceRowGraphs.open(reader.hookPoint.width);
  return { host, device: await DeviceSource.open({ reader, graphs }, tinyRows(), options) };
}
