import { describe, expect, test } from 'vitest';
import { createSession, probeDevices } from '../../../native-worker/onnx/devices.ts';
import { devicesOf, gpusOf, platformRefusal } from '../../../native-worker/onnx/deviceOrder.ts';
import { judgeSpeeds } from '../../../native-worker/onnx/deviceSpeed.ts';
import { DeviceUnavailableError, plainReason } from '../../../native-worker/onnx/deviceUnavailableError.ts';
import { firstUsable } from '../../../native-worker/onnx/firstUsable.ts';
import { GraphBuilder } from '../../../native-worker/onnx/graphBuilder.ts';
import { ort } from '../../../native-worker/onnx/ort.ts';

function doubling(): Uint8Array {
  const g = new GraphBuilder('doubling');
  const x = g.input('x', 'float32', ['n']);
  g.output('y', 'float32', ['n'], g.node('Add', [x, x]));
  return g.toBytes();
}

describe('device selection', () => {
  test.each(['cpu', 'webgpu', 'cuda', 'coreml', 'dml'] as const)(
    'uses %s when asked for by name, or refuses it by name: never another one',
    async (device) => {
      try {
        const { session, report } = await createSession(doubling(), device);
        expect(report).toMatchObject({ requested: device, chosen: device, rejected: [] });
        await session.release();
      } catch (error) {
        expect(device).not.toBe('cpu');
        expect(error).toBeInstanceOf(DeviceUnavailableError);
        expect(error).toMatchObject({ device, message: expect.stringContaining(`'${device}'`) as string });
      }
    },
  );

  test('auto reports every device that it passed over, in order, with a reason', async () => {
    const { session, report } = await createSession(doubling(), 'auto');
    const { y } = await session.run({ x: new ort.Tensor('float32', [1, 2], [2]) });
    expect([...(y?.data as Float32Array)]).toEqual([2, 4]);
    await session.release();
    expect(report.requested).toBe('auto');
    const tried = [...report.rejected.map(({ device }) => device), report.chosen];
    expect(tried).toEqual(devicesOf().slice(0, tried.length));
    for (const { reason } of report.rejected) expect(reason).toMatch(/\w.*\.$/);
  });

  test.each([
    ['linux-x64', ['webgpu', 'cuda', 'cpu']],
    ['linux-arm64', ['cpu']],
    ['darwin-arm64', ['webgpu', 'coreml', 'cpu']],
    ['win32-x64', ['webgpu', 'dml', 'cpu']],
  ])('on %s the devices are tried in the order %j', (platform, order) => {
    expect(devicesOf(platform)).toEqual(order);
    expect(gpusOf(platform)).toEqual(order.slice(0, -1));
  });

  test('a device of another platform is refused in plain words', async () => {
    expect(platformRefusal('coreml', 'linux-x64')).toBe(
      'onnxruntime-node has it on darwin-arm64 only, and this is linux-x64.',
    );
    expect(platformRefusal('coreml', 'darwin-arm64')).toBeNull();
    const elsewhere = process.platform === 'win32' ? 'coreml' : 'dml';
    await expect(createSession(doubling(), elsewhere)).rejects.toThrow(/onnxruntime-node has it on .* only/);
  });

  test('a GPU is worth it only when it is as many times faster as is asked', () => {
    const needed = { times: 5, because: 'not enough' };
    expect(() => judgeSpeeds('cuda', { device: 500, cpu: 100 }, needed)).toThrow(
      /Measured 500 GFLOP\/s of matrix products on cuda against 100 on the CPU: not enough\./,
    );
    expect(judgeSpeeds('cuda', { device: 501, cpu: 100 }, needed)).toBe(
      'Measured 501 GFLOP/s of matrix products on cuda against 100 on the CPU.',
    );
  });

  test('candidates are tried in order until one opens, and every refusal is kept', async () => {
    const asked: string[] = [];
    const tried = await firstUsable(['webgpu', 'cuda', 'cpu'], (device) => {
      asked.push(device);
      if (device === 'webgpu') throw new DeviceUnavailableError(device, 'No adapter.');
      return Promise.resolve({ opened: device.length, reason: 'Here.' });
    });
    expect(asked).toEqual(['webgpu', 'cuda']);
    expect(tried).toEqual({
      found: { device: 'cuda', opened: 4, reason: 'Here.' },
      rejected: [{ device: 'webgpu', reason: 'No adapter.' }],
    });
    const broken = firstUsable(['cpu'], () => Promise.reject(new Error('a bug')));
    await expect(broken).rejects.toThrow('a bug');
  });

  test('a device whose trial run throws counts as refused', async () => {
    const verify = (): Promise<void> => Promise.reject(new Error('wrong numbers'));
    await expect(createSession(doubling(), 'cpu', { verify })).rejects.toThrow(
      "Device 'cpu' cannot be used: its trial run failed: wrong numbers.",
    );
  });

  test('the probe tells of each device whether it can be used', async () => {
    const probed = await probeDevices();
    expect(probed.map(({ device }) => device)).toEqual(devicesOf());
    expect(probed.at(-1)).toMatchObject({ device: 'cpu', available: true });
  });

  test('reasons lose the place in the source of onnxruntime', () => {
    const message =
      '/onnxruntime_src/onnxruntime/core/webgpu_context.cc:136 void f(const x&)::<lambda()> status == Success was false. No adapter\n ';
    expect(plainReason(new Error(message))).toBe('No adapter.');
  });

  test('float16 tensors take a Uint16Array on every Node version', () => {
    expect(new ort.Tensor('float16', new Uint16Array([0x3c00]), [1]).data).toBeInstanceOf(Uint16Array);
  });
});
