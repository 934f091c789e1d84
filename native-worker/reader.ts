/** Entry point of a worker thread that runs the language model for a reader (llm/threadedReader.ts), led by messages. */
import { parentPort } from 'node:worker_threads';
import { serveReader } from './llm/serveReader.ts';

if (!parentPort) throw new Error('This is the entry point of a worker thread; it cannot be run by itself.');
serveReader(parentPort);
