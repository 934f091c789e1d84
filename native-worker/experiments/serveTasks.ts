/** The child's side of the pool: runs one task at a time by its kind. Its entry point is native-worker/experiment.ts. */
import { Link, type Transport } from '../../link/link.ts';
import { EngineError } from '../../link/engineError.ts';
import { signalOf } from '../../link/signalOf.ts';
import type { TaskRegistry } from './task.ts';
import type { TaskContract, TaskParentContract } from './taskContract.ts';

export function serveTasks(
  transport: Transport,
  registry: TaskRegistry,
): Link<TaskContract, TaskParentContract> {
  const link: Link<TaskContract, TaskParentContract> = new Link<TaskContract, TaskParentContract>(transport, {
    run: async ({ kind, input, threads }, token) => {
      const task = registry.get(kind);
      if (task === undefined)
        throw new EngineError(
          'internal',
          `No task is of kind "${kind}"; this process knows ${[...registry.keys()].join(', ')}. Build again: npm run build.`,
        );
      const run = await task.load();
      return run(input as never, {
        threads,
        signal: signalOf(token, `The task "${kind}"`),
        progress: (done) => {
          link.notify('progress', { done });
        },
      });
    },
  });
  return link;
}
