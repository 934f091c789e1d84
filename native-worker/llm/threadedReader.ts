/**
 * A reader whose session lives in a worker thread: onnxruntime blocks the thread that runs it, and the thread that asks is then free to
 * train. The thread ends by message, between two batches: terminating one within a run of onnxruntime would take the process with it.
 */
import { Worker } from 'node:worker_threads';
import type { DeviceReport } from '../../protocol/device.ts';
import type { HookPoint } from '../../protocol/model.ts';
import { entryPoint } from '../installation.ts';
import type { RunnerOptions } from './graphRunner.ts';
import type { ActivationReader, TokenBatch } from './languageModel.ts';
import type { PreparedGraph } from './preparedGraph.ts';
import { fromWire } from './readerMessages.ts';
import type { ReaderReply, ReaderRequest } from './readerMessages.ts';

export class ReaderThreadError extends Error {
  constructor(reason: string) {
    super(
      `The thread that runs the language model ended: ${reason}. The last checkpoint is whole; resume the run from it.`,
    );
    this.name = 'ReaderThreadError';
  }
}

interface Pending {
  resolve: (reply: ReaderReply) => void;
  reject: (error: Error) => void;
}

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

export class ThreadedReader implements ActivationReader {
  readonly hookPoint: HookPoint;
  /** One that runs and one that waits: the thread has the next batch while its caller is busy with the last one. */
  readonly readsAtOnce = 2;
  readonly #worker: Worker;
  readonly #pending = new Map<number, Pending>();
  readonly #closing = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  #requests = 0;
  #ended: ReaderThreadError | null = null;
  #closed: Promise<void> | null = null;
  #device: DeviceReport | null = null;

  /** @throws what opening the session throws; the thread has then ended */
  static async open(
    hookPoint: HookPoint,
    graph: PreparedGraph,
    options: RunnerOptions,
  ): Promise<ThreadedReader> {
    const reader = new ThreadedReader(hookPoint);
    try {
      const { device, threads, allowSpinning } = options;
      const asked = {
        device,
        ...(threads === undefined ? {} : { threads }),
        ...(allowSpinning === undefined ? {} : { allowSpinning }),
      };
      const reply = await reader.#request({ kind: 'open', graph, options: asked, closing: reader.#closing });
      if (reply.kind === 'opened') reader.#device = reply.device;
      return reader;
    } catch (error) {
      await reader.dispose();
      throw error;
    }
  }

  private constructor(hookPoint: HookPoint) {
    this.hookPoint = hookPoint;
    this.#worker = new Worker(entryPoint('reader'));
    this.#worker.on('message', (reply: ReaderReply) => {
      this.#answered(reply);
    });
    this.#worker.on('error', (error) => {
      this.#end(error.message);
    });
    this.#worker.on('exit', () => {
      this.#end('it left');
    });
  }

  get device(): DeviceReport {
    if (!this.#device) throw new ReaderThreadError('it has not been opened');
    return this.#device;
  }

  /** The first of the taps. @throws as `readAll` does */
  async read(batch: TokenBatch): Promise<Float32Array> {
    const [first = new Float32Array(0)] = await this.readAll(batch);
    return first;
  }

  /**
   * All taps of the graph, in their order.
   * @throws TokenBatchError, TapShapeError and what onnxruntime throws, by name; ReaderThreadError when the thread is gone
   */
  async readAll(batch: TokenBatch): Promise<Float32Array[]> {
    const reply = await this.#request({ kind: 'read', batch });
    if (reply.kind !== 'read') throw new ReaderThreadError(`it answered a batch with "${reply.kind}"`);
    return reply.activations;
  }

  /** The batch that is being read is finished, those behind it reject; then the thread ends. */
  dispose(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    Atomics.store(this.#closing, 0, 1);
    if (this.#ended) return;
    const left = new Promise<void>((resolve) =>
      this.#worker.once('exit', () => {
        resolve();
      }),
    );
    await this.#request({ kind: 'close' }).catch(() => undefined);
    await left;
  }

  #request(request: DistributiveOmit<ReaderRequest, 'id'>): Promise<ReaderReply> {
    if (this.#ended) return Promise.reject(this.#ended);
    const id = this.#requests++;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      this.#worker.postMessage({ ...request, id } satisfies ReaderRequest);
    });
  }

  #answered(reply: ReaderReply): void {
    const pending = this.#pending.get(reply.id);
    this.#pending.delete(reply.id);
    if (reply.kind === 'error') pending?.reject(fromWire(reply.error));
    else pending?.resolve(reply);
  }

  #end(reason: string): void {
    this.#ended ??= new ReaderThreadError(reason);
    for (const { reject } of this.#pending.values()) reject(this.#ended);
    this.#pending.clear();
  }
}
