/** The child of pool tests, bundled like native-worker/experiment.ts. */
import { parentTransport } from '../../../link/processLink.ts';
import { serveTasks } from '../../../native-worker/experiments/serveTasks.ts';
import { taskRegistry } from '../../../native-worker/experiments/task.ts';
import { countingTask } from './countingTasks.ts';

process.once('disconnect', () => process.exit(0));
serveTasks(parentTransport(), taskRegistry([countingTask]));
