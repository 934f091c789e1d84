/** Brings tensors home: CPU tensors as they are, device tensors through an Identity session whose outputs lie on the CPU. */
import type { InferenceSession, Tensor } from 'onnxruntime-node';
import type { Device } from '../../../protocol/device.ts';
import { createSession } from '../../onnx/devices.ts';
import type { DenseTensor } from './denseTensors.ts';
import { copyName, readBackGraph } from './encodeGraph.ts';

export class DeviceReader {
  private readonly device: Device;
  private readonly sizes: { dIn: number; dSae: number };
  private readonly sessions = new Map<string, InferenceSession>();

  constructor(device: Device, sizes: { dIn: number; dSae: number }) {
    this.device = device;
    this.sizes = sizes;
  }

  /** The values of `names`, in that order. CPU arrays are views: copy what is kept. */
  async read(
    names: readonly DenseTensor[],
    tensors: ReadonlyMap<DenseTensor, Tensor>,
  ): Promise<Float32Array[]> {
    const away = names.filter((name) => tensors.get(name)?.location === 'gpu-buffer');
    const session = away.length > 0 ? await this.session(away) : null;
    const feeds = Object.fromEntries(away.flatMap((name) => pair(name, tensors.get(name))));
    const copies = session ? await session.run(feeds) : {};
    return names.map((name) => {
      const value = copies[copyName(name)] ?? tensors.get(name);
      return (value?.data ?? new Float32Array()) as Float32Array;
    });
  }

  async dispose(): Promise<void> {
    for (const session of this.sessions.values()) await session.release();
    this.sessions.clear();
  }

  private async session(names: readonly DenseTensor[]): Promise<InferenceSession> {
    const key = names.join();
    const known = this.sessions.get(key);
    if (known) return known;
    const { session } = await createSession(readBackGraph(names, this.sizes), this.device);
    this.sessions.set(key, session);
    return session;
  }
}

function pair(name: DenseTensor, tensor: Tensor | undefined): [DenseTensor, Tensor][] {
  return tensor ? [[name, tensor]] : [];
}
