/** Entry point of a worker thread of the sparse backend: one member of its team, led by messages (compute/sparse/threadTeam.ts). */
import { parentPort } from 'node:worker_threads';
import { serveMember } from './compute/sparse/serveMember.ts';

if (!parentPort) throw new Error('This is the entry point of a worker thread; it cannot be run by itself.');
serveMember(parentPort);
