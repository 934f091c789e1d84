/**
 * Copies float32 tensors from a card to the host. A tensor's own `getData()` ends the process there; an Identity whose output lies on the
 * host does the same safely.
 */
import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { chosenDevice } from './deviceOrder.ts';
import { createSession } from './devices.ts';
import type { DeviceReport } from '../../protocol/device.ts';
import { GraphBuilder } from './graphBuilder.ts';

export class HomeCopier {
  private readonly device: Pick<DeviceReport, 'chosen'>;
  private session: InferenceSession | null = null;

  constructor(device: Pick<DeviceReport, 'chosen'>) {
    this.device = device;
  }

  /** The values of a tensor of any shape; those of a host tensor as they are, without a copy. The tensor stays. */
  async values(tensor: Tensor): Promise<Float32Array> {
    if (tensor.location !== 'gpu-buffer') return tensor.data as Float32Array;
    this.session ??= await this.open();
    const { y } = await this.session.run({ x: tensor });
    return y?.data as Float32Array;
  }

  async dispose(): Promise<void> {
    await this.session?.release();
    this.session = null;
  }

  private async open(): Promise<InferenceSession> {
    const graph = new GraphBuilder('copy home');
    graph.output('y', 'float32', null, graph.input('x', 'float32'));
    return (await createSession(graph.toBytes(), chosenDevice(this.device), { forbidCpuFallback: true }))
      .session;
  }
}
