/** A thread that does its share of the encoder's product whenever it is told to. */
import { parentPort, workerData } from 'node:worker_threads';
import { GemmOnly, type GemmSizes } from './step/gemmOnly.ts';

const port = parentPort;
if (!port) throw new Error('gemm.worker.ts runs as a worker thread.');
const gemm = await GemmOnly.open(workerData as GemmSizes);
port.on('message', (message: 'run' | 'close') => {
  void (message === 'run' ? gemm.run() : gemm.dispose()).then(() => {
    port.postMessage('done');
    if (message === 'close') port.close();
  });
});
port.postMessage('done');
