/** The thread's side of a reader: opens the session, reads one batch after the other, and ends when it is closed. */
import type { MessagePort } from 'node:worker_threads';
import { GraphRunner } from './graphRunner.ts';
import type { ReaderReply, ReaderRequest } from './readerMessages.ts';
import { toWire } from './readerMessages.ts';

export class ReaderClosedError extends Error {
  constructor() {
    super('The reader was closed before this batch was read.');
    this.name = 'ReaderClosedError';
  }
}

export function serveReader(port: MessagePort): void {
  let runner: GraphRunner | null = null;
  let closing: Int32Array = new Int32Array(1);
  const answer = async (request: ReaderRequest): Promise<ReaderReply> => {
    const { id } = request;
    switch (request.kind) {
      case 'open':
        closing = request.closing;
        runner = await GraphRunner.open(request.graph, request.options);
        return { id, kind: 'opened', device: runner.device };
      case 'read': {
        if (!runner || Atomics.load(closing, 0) !== 0) throw new ReaderClosedError();
        return { id, kind: 'read', activations: await runner.run(request.batch) };
      }
      case 'close':
        await runner?.dispose();
        runner = null;
        // Once the answer has been sent.
        setImmediate(() => {
          port.close();
        });
        return { id, kind: 'closed' };
      default:
        return request satisfies never;
    }
  };
  const send = (reply: ReaderReply): void => {
    port.postMessage(reply, reply.kind === 'read' ? reply.activations.flatMap(ownBuffer) : []);
  };
  // One after the other: a run blocks the thread anyway, and closing must not overtake one.
  let last: Promise<void> = Promise.resolve();
  port.on('message', (request: ReaderRequest) => {
    last = last.then(async () => {
      try {
        send(await answer(request));
      } catch (error) {
        send({ id: request.id, kind: 'error', error: toWire(error) });
      }
    });
  });
}

/** What can be handed over instead of copied: a buffer with nothing else in it. */
function ownBuffer({ buffer, byteLength }: Float32Array): ArrayBuffer[] {
  return buffer instanceof ArrayBuffer && buffer.byteLength === byteLength ? [buffer] : [];
}
