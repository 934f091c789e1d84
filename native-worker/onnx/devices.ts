/**
 * Opens onnxruntime sessions on the device that was asked for, and says what was chosen and why.
 * `auto` tries the platform's devices (deviceOrder.ts) and records each refusal; a device asked for by name is used or refused, never
 * replaced. Within a GPU session onnxruntime may still place single nodes on the CPU, unless `forbidCpuFallback` is set.
 */
import type { InferenceSession } from 'onnxruntime-node';
import type { Device, DeviceReport } from '../../protocol/device.ts';
import { devicesOf, platformRefusal } from './deviceOrder.ts';
import type { NamedDevice } from './deviceOrder.ts';
import { fasterThanCpu } from './deviceSpeed.ts';
import { DeviceUnavailableError, plainReason } from './deviceUnavailableError.ts';
import { firstUsable } from './firstUsable.ts';
import { GraphBuilder } from './graphBuilder.ts';
import { ort } from './ort.ts';

export interface SessionOptions {
  /** Intra-op threads; onnxruntime's own choice (physical cores) when left out. */
  threads?: number;
  /** Whether threads spin while they wait for work within a run (onnxruntime's default). Off beside WASM workers. */
  allowSpinning?: boolean;
  /** Refuse the session when a node would run on the CPU though a GPU was chosen. */
  forbidCpuFallback?: boolean;
  /** Folder of the model's external data. */
  externalDataFolder?: string;
  /** External data in memory, by its location; needed only until the session is open. */
  externalData?: Readonly<Record<string, Uint8Array>>;
  /** Outputs that stay on the GPU (webgpu only). Never call `getData()` on them: it ends the process. */
  gpuOutputs?: readonly string[];
  /** Computes with the values of quantised weights, and does not quantise activations for the sake of speed. */
  plainFloat?: boolean;
  /** A trial run: a device on which it throws counts as refused. */
  verify?: (session: InferenceSession) => Promise<void>;
}

export interface OpenedSession {
  /** Release it when done. */
  session: InferenceSession;
  report: DeviceReport;
}

/** In `auto` a product on a GPU must be faster than the same product on the CPU: a software adapter is not. */
export const sameProduct = { times: 1, because: 'a software adapter, or a GPU slower than this CPU' };

function nativeOptions(device: NamedDevice, options: SessionOptions): InferenceSession.SessionOptions {
  const { externalDataFolder } = options;
  const session = {
    // After a run they never spin: they would take the cores from the next session's run (`npm run bench -- sessions`).
    ...(options.allowSpinning === false
      ? { intra_op: { allow_spinning: '0' } }
      : { force_spinning_stop: '1' }),
    ...(options.forbidCpuFallback === true && device !== 'cpu' ? { disable_cpu_ep_fallback: '1' } : {}),
    ...(options.plainFloat === true ? { disable_quant_qdq: '1' } : {}),
    ...(externalDataFolder === undefined
      ? {}
      : { model_external_initializers_file_folder_path: externalDataFolder }),
  };
  return {
    executionProviders: [device],
    logSeverityLevel: 4,
    extra: { session },
    ...(options.externalData === undefined
      ? {}
      : { externalData: Object.entries(options.externalData).map(([at, data]) => ({ path: at, data })) }),
    ...(options.threads === undefined ? {} : { intraOpNumThreads: options.threads }),
    ...(options.gpuOutputs !== undefined && device === 'webgpu'
      ? {
          preferredOutputLocation: Object.fromEntries(options.gpuOutputs.map((name) => [name, 'gpu-buffer'])),
        }
      : {}),
  };
}

async function openOn(
  device: NamedDevice,
  model: Uint8Array,
  options: SessionOptions,
): Promise<InferenceSession> {
  const missing = platformRefusal(device);
  if (missing !== null) throw new DeviceUnavailableError(device, missing);
  let session: InferenceSession;
  try {
    session = await ort.InferenceSession.create(model, nativeOptions(device, options));
  } catch (error) {
    throw new DeviceUnavailableError(device, plainReason(error));
  }
  try {
    await options.verify?.(session);
    return session;
  } catch (error) {
    await session.release();
    throw new DeviceUnavailableError(device, `its trial run failed: ${plainReason(error)}`);
  }
}

async function openBest(model: Uint8Array, options: SessionOptions): Promise<OpenedSession> {
  const { found, rejected } = await firstUsable(devicesOf(), async (device) => ({
    reason: device === 'cpu' ? 'No faster device could be used.' : await fasterThanCpu(device, sameProduct),
    opened: await openOn(device, model, options),
  }));
  if (found) {
    const { device: chosen, reason, opened: session } = found;
    return { session, report: { requested: 'auto', chosen, reason, rejected } };
  }
  throw new DeviceUnavailableError(
    'cpu',
    rejected.map(({ device, reason }) => `${device}: ${reason}`).join(' '),
  );
}

/**
 * Opens a session for the bytes of an .onnx file.
 * @throws DeviceUnavailableError when the device asked for, or with `auto` every device, refuses the model.
 */
export async function createSession(
  model: Uint8Array,
  device: Device,
  options: SessionOptions = {},
): Promise<OpenedSession> {
  if (device === 'auto') return openBest(model, options);
  const session = await openOn(device, model, options);
  return {
    session,
    report: { requested: device, chosen: device, reason: 'It was asked for.', rejected: [] },
  };
}

export interface ProbedDevice {
  device: NamedDevice;
  available: boolean;
  /** What was measured, or why it cannot be used. */
  reason: string;
}

/** Tries every device of the platform on a tiny model; for the doctor and the training form. Takes a few seconds. */
export async function probeDevices(): Promise<ProbedDevice[]> {
  const graph = new GraphBuilder('probe');
  graph.output('y', 'float32', [1], graph.node('Relu', [graph.input('x', 'float32', [1])]));
  const bytes = graph.toBytes();
  const probed: ProbedDevice[] = [];
  for (const device of devicesOf()) {
    try {
      const session = await openOn(device, bytes, {});
      await session.release();
      const reason = device === 'cpu' ? 'It can be used.' : await speedOf(device);
      probed.push({ device, available: true, reason });
    } catch (error) {
      if (!(error instanceof DeviceUnavailableError)) throw error;
      probed.push({ device, available: false, reason: error.reason });
    }
  }
  return probed;
}

/** What was measured, whichever way it came out: a slow device can still be asked for by name. */
async function speedOf(device: Exclude<NamedDevice, 'cpu'>): Promise<string> {
  try {
    return await fasterThanCpu(device, sameProduct);
  } catch (error) {
    if (error instanceof DeviceUnavailableError) return error.reason;
    throw error;
  }
}
