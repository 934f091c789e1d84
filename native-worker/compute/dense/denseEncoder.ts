/** u = E (x - bPre) and codes for any number of rows, block by block, under whatever weights the store holds at the time. */
import type { InferenceSession } from 'onnxruntime-node';
import type { Device } from '../../../protocol/device.ts';
import { createSession } from '../../onnx/devices.ts';
import type { SessionOptions } from '../../onnx/devices.ts';
import type { BackendOptions, CodeRule, SparseCodes } from '../backend.ts';
import { wholeRows } from '../checkBatch.ts';
import { CodeCollector } from '../scanCodes.ts';
import { encodeGraph } from './encodeGraph.ts';
import { encoderName } from './forwardNodes.ts';
import { floatTensor } from './tensorStore.ts';
import type { TensorStore } from './tensorStore.ts';

/** Rows encoded at a time: bounds the memory of u at 1024 x dSae floats. */
const blockRows = 1024;

export class DenseEncoder {
  private readonly options: BackendOptions;
  private readonly store: TensorStore;
  private readonly session: InferenceSession;

  /** @throws DeviceUnavailableError when the device refuses the encoder. */
  static async open(
    options: BackendOptions,
    store: TensorStore,
    device: Device,
    sessionOptions: SessionOptions,
  ): Promise<DenseEncoder> {
    const { session } = await createSession(encodeGraph(options), device, sessionOptions);
    return new DenseEncoder(options, store, session);
  }

  private constructor(options: BackendOptions, store: TensorStore, session: InferenceSession) {
    this.options = options;
    this.store = store;
    this.session = session;
  }

  /** Shape [rows, dSae]. */
  async preActivations(x: Float32Array): Promise<Float32Array> {
    const u = new Float32Array(wholeRows(x, this.options.dIn) * this.options.dSae);
    let at = 0;
    for await (const block of this.blocks(x)) {
      u.set(block, at);
      at += block.length;
    }
    return u;
  }

  async encode(x: Float32Array, rule: CodeRule): Promise<SparseCodes> {
    const collector = new CodeCollector();
    for await (const block of this.blocks(x)) collector.add(block, rule);
    return collector.codes();
  }

  async dispose(): Promise<void> {
    await this.session.release();
  }

  /** u of each block of rows. */
  private async *blocks(x: Float32Array): AsyncGenerator<Float32Array> {
    const { dIn } = this.options;
    const encoder = encoderName(this.options);
    const rows = wholeRows(x, dIn);
    for (let from = 0; from < rows; from += blockRows) {
      const to = Math.min(rows, from + blockRows);
      const { u } = await this.session.run({
        x: floatTensor(x.subarray(from * dIn, to * dIn), [to - from, dIn]),
        [encoder]: this.store.get(encoder),
        preBias: this.store.get('preBias'),
      });
      yield u?.data as Float32Array;
    }
  }
}
