/** Child of activationsOnDevice.test.ts: the same batches from a source on the host and from one on the card, to the last bit; prints what differs. */
import type { ActivationSource } from '../../native-worker/activations/activationBatch.ts';
import { harvestTogether } from '../../native-worker/activations/harvest.ts';
import { harvestOnDevice } from '../../native-worker/activations/device/deviceBlock.ts';
import { rowNorm } from '../../native-worker/activations/activationNorms.ts';
import { DeviceRowGraphs } from '../../native-worker/onnx/deviceRows.ts';
import { packRows } from '../../native-worker/llm/tokenBatch.ts';
import { ort } from '../../native-worker/onnx/ort.ts';
import { watchTraffic } from './deviceTraffic.ts';
import { openDeviceReader, openSources, tinyRows, tinySource } from './tinyActivations.ts';

const traffic = watchTraffic();
const reader = await openDeviceReader();
const width = reader.hookPoint.width;
const batchRows = 24;

/** Batches of two epochs, by `next` or through the card. */
async function batches(source: ActivationSource, way: 'host' | 'card'): Promise<Float32Array[]> {
  const all: Float32Array[] = [];
  for (const epoch of [0, 1]) {
    await source.seek({ epoch, block: 0, offset: 0 });
    for (;;) {
      const rows = way === 'host' ? await source.next(batchRows) : await source.onDevice?.next(batchRows);
      if (!rows) break;
      all.push(rows instanceof Float32Array ? rows : await rows.toHost());
    }
  }
  return all;
}

const differing = (a: readonly Float32Array[], b: readonly Float32Array[]): number =>
  Math.abs(a.length - b.length) +
  a.filter((values, i) => Buffer.compare(bytesOf(values), bytesOf(b[i] ?? values.slice(1))) !== 0).length;
const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array): Buffer =>
  Buffer.from(buffer, byteOffset, byteLength);

const whole = await harvestTogether(reader, tinyRows(), { ...tinySource, outlierNorm: Infinity });
const norms = Float64Array.from({ length: whole.count }, (_, row) => rowNorm(whole.activations, width, row));
// One in ten is an outlier.
const largest = norms.slice().sort()[Math.floor(0.9 * whole.count)] ?? NaN;
const { host, device } = await openSources(reader, { cacheBytes: 4000, medianNorm: largest / 10 });
const expected = await batches(host, 'host');
const onCard = await batches(device, 'card');
const throughNext = await batches(device, 'host');
const sameMasks = JSON.stringify(host.masked()) === JSON.stringify(device.masked());

// A position noted on one path is a place on the other.
await host.seek({ epoch: 1, block: 0, offset: 0 });
for (let i = 0; i < 5; i++) await host.next(batchRows);
await device.seek(host.position());
const [there, here] = [await device.onDevice.next(batchRows), await host.next(batchRows)];
const resumed = there && here ? differing([await there.toHost()], [here]) : -1;
const samePosition = JSON.stringify(device.position()) === JSON.stringify(host.position());
device.dispose();

// Limits laid exactly on norms of tokens: a float32 norm falls on the wrong side of some.
const graphs = await DeviceRowGraphs.open(width);
let [doubts, wrongMasks] = [0, 0];
for (let row = 0; row < 8; row++) {
  const limit = norms[row] ?? NaN;
  const medianNorm = limit / 10;
  const sources = await openSources(reader, { medianNorm });
  for (const source of [sources.host, sources.device]) await source.next(1);
  const masks = [sources.host.masked(), sources.device.masked()].map((counts) => JSON.stringify(counts));
  if (masks[0] !== masks[1]) wrongMasks++;
  sources.device.dispose();
  const tensor = new ort.Tensor('float32', whole.activations.slice(row * width, (row + 1) * width), [
    1,
    1,
    width,
  ]);
  const [norm = NaN] = await graphs.norms(tensor);
  if (norm > medianNorm * 10 !== limit > medianNorm * 10) doubts++;
}

// What is not finite is found by the norm.
const bad = new Float32Array(3 * width).fill(1);
bad[width] = NaN;
bad[2 * width + 1] = Infinity;
const badTensor = (): ort.Tensor => new ort.Tensor('float32', bad, [1, 3, width]);
const badNorms = [...(await graphs.norms(badTensor()))].map(String);
const harvest = { reader, graphs, rowsPerBatch: 2, outlierNorm: Infinity };
const refused = await harvestOnDevice(tinyRows(1), {
  ...harvest,
  reader: { ...reader, readOnDevice: () => Promise.resolve(badTensor()) },
}).catch(String);

// Nothing is left behind by a block that was given up, or of which nothing is kept.
const before = traffic().alive;
const controller = new AbortController();
const given = harvestOnDevice(tinyRows(6), {
  ...harvest,
  signal: controller.signal,
  onBatch: () => {
    controller.abort(new Error('paused'));
  },
});
const givenUp = await given.catch(String);
const single = tinyRows(6).map((row) => ({ ...row, tokens: row.tokens.slice(0, 1) }));
const nothing = await harvestOnDevice(single, harvest);
const leftBehind = traffic().alive - before;
await graphs.dispose();

const first = packRows([Int32Array.of(1, 2, 3)]);
const kept = await reader.readOnDevice(first);
const shape = [...kept.dims];
kept.dispose();
await reader.dispose();
process.stdout.write(
  JSON.stringify({
    batches: expected.length,
    blocks: host.blocks,
    masked: host.masked(),
    differingOnCard: differing(expected, onCard),
    differingThroughNext: differing(expected, throughNext),
    sameMasks,
    resumed,
    samePosition,
    doubts,
    wrongMasks,
    badNorms,
    refused,
    givenUp,
    nothing,
    leftBehind,
    shape,
    alive: traffic().alive,
  }),
);
