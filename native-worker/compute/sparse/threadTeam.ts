/**
 * A team of worker threads, each with its own onnxruntime session, kernels and private memory. Threads end by message: terminating one
 * within a run of onnxruntime would take the whole process with it.
 */
import { Worker } from 'node:worker_threads';
import { entryPoint } from '../../installation.ts';
import type { MemberSetup } from './member.ts';
import { movedByRequest, type MemberReply, type MemberRequest } from './memberMessages.ts';
import type { MemberArguments, MemberMethod, MemberResult, Team } from './team.ts';

export class WorkerThreadError extends Error {
  constructor(member: number, reason: string) {
    super(
      `Worker thread ${member + 1} of the training step ended: ${reason}. The last checkpoint is whole; resume the run from it.`,
    );
    this.name = 'WorkerThreadError';
  }
}

interface Pending {
  resolve: (result: unknown) => void;
  reject: (error: unknown) => void;
}

/** One thread and what it still has to answer. */
class MemberThread {
  readonly #member: number;
  readonly #worker: Worker;
  readonly #pending = new Map<number, Pending>();
  #requests = 0;
  #ended: WorkerThreadError | null = null;
  readonly #gone: Promise<void>;

  constructor(member: number) {
    this.#member = member;
    this.#worker = new Worker(entryPoint('shard'));
    this.#worker.on('message', (reply: MemberReply) => {
      this.#answered(reply);
    });
    this.#worker.on('error', (error) => {
      this.#end(error.message);
    });
    this.#gone = new Promise((resolve) => {
      this.#worker.on('exit', () => {
        this.#end('it left');
        resolve();
      });
    });
  }

  request(request: DistributiveOmit<MemberRequest, 'id'>): Promise<unknown> {
    if (this.#ended) return Promise.reject(this.#ended);
    const id = this.#requests++;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      const message: MemberRequest = { ...request, id };
      this.#worker.postMessage(message, movedByRequest(message));
    });
  }

  /** Resolves when the thread has left, and its memory with it. */
  async close(): Promise<void> {
    await this.request({ kind: 'close' }).catch(() => undefined);
    await this.#gone;
  }

  #answered(reply: MemberReply): void {
    const pending = this.#pending.get(reply.id);
    this.#pending.delete(reply.id);
    if (reply.kind === 'result') pending?.resolve(reply.result);
    else pending?.reject(reply.error);
  }

  #end(reason: string): void {
    this.#ended ??= new WorkerThreadError(this.#member, reason);
    for (const { reject } of this.#pending.values()) reject(this.#ended);
    this.#pending.clear();
  }
}

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

export class ThreadTeam implements Team {
  readonly members: number;
  readonly #threads: readonly MemberThread[];

  /** @throws what a member throws when it is opened; the threads have then ended */
  static async open(setup: Omit<MemberSetup, 'member'>): Promise<ThreadTeam> {
    const threads = Array.from({ length: setup.members }, (_, member) => new MemberThread(member));
    const team = new ThreadTeam(threads);
    try {
      await settled(
        threads.map((thread, member) => thread.request({ kind: 'open', setup: { ...setup, member } })),
      );
      return team;
    } catch (error) {
      await team.dispose();
      throw error;
    }
  }

  private constructor(threads: readonly MemberThread[]) {
    this.#threads = threads;
    this.members = threads.length;
  }

  async all<N extends MemberMethod>(method: N, ...args: MemberArguments<N>): Promise<MemberResult<N>[]> {
    const results = await settled(
      this.#threads.map((thread) => thread.request({ kind: 'call', method, args })),
    );
    return results as MemberResult<N>[];
  }

  async one<N extends MemberMethod>(
    member: number,
    method: N,
    ...args: MemberArguments<N>
  ): Promise<MemberResult<N>> {
    const thread = this.#threads[member];
    if (!thread) throw new RangeError(`There is no worker ${member}.`);
    return (await thread.request({ kind: 'call', method, args })) as MemberResult<N>;
  }

  async dispose(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.close()));
  }
}

/** All results, or the first error once all have answered: no worker is left in the middle of a phase. */
async function settled(promises: readonly Promise<unknown>[]): Promise<unknown[]> {
  const outcomes = await Promise.allSettled(promises);
  return outcomes.map((outcome) => {
    if (outcome.status === 'rejected') throw outcome.reason;
    return outcome.value;
  });
}
