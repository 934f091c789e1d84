/** The reader in a worker thread (built: `node tools/build/build.mjs --engine-only`) gives what the plain one gives, errors included. */
import { describe, expect, test } from 'vitest';
import type {
  ActivationReader,
  ReaderOptions,
  TokenBatch,
} from '../../../native-worker/llm/languageModel.ts';
import { openLanguageModel } from '../../../native-worker/llm/openLanguageModel.ts';
import { packRows } from '../../../native-worker/llm/tokenBatch.ts';
import { DeviceUnavailableError } from '../../../native-worker/onnx/deviceUnavailableError.ts';
import { fixtureModels } from './golden.ts';

const starter = 'media/starter-model';
const hook = 'blocks.2.hook_resid_post';

async function open(hookPoint = hook, options: Partial<ReaderOptions> = {}): Promise<ActivationReader> {
  const model = await openLanguageModel(starter);
  return model.openReader(hookPoint, { device: 'cpu', threads: 1, ownThread: true, ...options });
}

/** Rows of different lengths; `seed` tells batches apart. */
function batch(seed: number, lengths = [40, 64, 7]): TokenBatch {
  const ids = (row: number, length: number): Int32Array =>
    Int32Array.from({ length }, (_, i) => (seed * 977 + row * 7919 + i * 104_729) % 4096);
  return packRows(lengths.map((length, row) => ids(row, length)));
}

/** The error of a promise that has to reject. */
async function errorOf(promise: Promise<unknown>): Promise<Error> {
  const outcome: unknown = await promise.catch((error: unknown) => error);
  if (outcome instanceof Error) return outcome;
  throw new Error('It did not reject.');
}

describe('the reader in a thread of its own', () => {
  test.each([1, 2])(
    'gives the same bits as the plain one on %i threads, however many reads wait',
    async (threads) => {
      const plain = await open(hook, { ownThread: false, threads });
      const threaded = await open(hook, { threads, allowSpinning: false });
      expect(threaded.hookPoint).toEqual(plain.hookPoint);
      expect(threaded.device).toEqual(plain.device);
      const asked = [1, 2, 3].map((seed) => threaded.read(batch(seed)));
      for (const [i, reading] of asked.entries()) {
        const values = await reading;
        expect(values).toHaveLength(3 * 64 * 192);
        expect(values).toEqual(await plain.read(batch(i + 1)));
      }
      await threaded.dispose();
      await plain.dispose();
    },
  );

  test('leaves the calling thread free while the model runs', async () => {
    const reader = await open();
    let turns = 0;
    const ticking = setInterval(() => turns++, 1);
    await reader.read(batch(1, new Array<number>(24).fill(128)));
    clearInterval(ticking);
    expect(turns).toBeGreaterThan(0);
    await reader.dispose();
  });

  test('passes errors on with their names and messages, and reads on', async () => {
    const [plain, threaded] = [await open(hook, { ownThread: false }), await open()];
    const bad = packRows([Int32Array.of(1, 5000)]);
    const [expected, error] = [await errorOf(plain.read(bad)), await errorOf(threaded.read(bad))];
    expect(error.name).toBe('TokenBatchError');
    expect(error.message).toBe(expected.message);
    expect(error.stack).toContain('in the thread of the language model');
    expect(await threaded.read(batch(4))).toEqual(await plain.read(batch(4)));
    await plain.dispose();
    await threaded.dispose();
  });

  test('a tensor that is not one vector a token is refused with its shape', async () => {
    const model = await openLanguageModel(`${fixtureModels}/tiny-llama`);
    const keys = await model.openReader('tensor:present.0.key', { device: 'cpu', ownThread: true });
    const error = await errorOf(keys.read(packRows([Int32Array.of(1, 2)])));
    expect(error.name).toBe('TapShapeError');
    expect(error.message).toMatch(/has the shape \[1, .*\], not \[1, 2, /);
    await keys.dispose();
  });

  test('a device that cannot be used is refused as ever', async () => {
    const elsewhere = process.platform === 'win32' ? 'coreml' : 'dml';
    const error = await errorOf(open(hook, { device: elsewhere }));
    expect(error).toBeInstanceOf(DeviceUnavailableError);
    expect(error.message).toMatch(/cannot be used: onnxruntime-node has it on/);
  });

  test('closing turns away the batches that wait behind the one that is being read, and can be done twice', async () => {
    const reader = await open();
    await reader.read(batch(1));
    const outcomes = Promise.allSettled([
      reader.read(batch(2)),
      reader.read(batch(3)),
      reader.read(batch(4)),
    ]);
    await reader.dispose();
    await reader.dispose();
    const [, ...behind] = await outcomes;
    for (const outcome of behind) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { name: 'ReaderClosedError' } });
    }
    const error = await errorOf(reader.read(batch(5)));
    expect(error.name).toBe('ReaderThreadError');
  });
});
