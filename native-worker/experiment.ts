/** Entry point of a task process, forked by experiments/runTasks.ts. Ends when its parent is gone. */
import { parentTransport } from '../link/processLink.ts';
import { serveTasks } from './experiments/serveTasks.ts';
import { experimentTasks } from './experimentTasks.ts';

process.once('disconnect', () => process.exit(0));
serveTasks(parentTransport(), experimentTasks);
