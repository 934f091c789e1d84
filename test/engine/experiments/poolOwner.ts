/** A process that runs a pool and is killed by a test, to see what becomes of its child. */
import { runTasks } from '../../../native-worker/experiments/runTasks.ts';
import { countingTask } from './countingTasks.ts';

const [entryPoint = '', pidFile = ''] = process.argv.slice(2);
const input = { value: 2, wait: 600_000, then: 'answer' as const, pidFile };
await runTasks(countingTask, [{ name: 'slow', input }], { jobs: 2, entryPoint });
