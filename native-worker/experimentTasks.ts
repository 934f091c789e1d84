/** Every kind of task that an experiment can run in a process of its own. A new kind is one line here; see experiments/task.ts. */
import { comparisonTasks } from './comparison/tasks.ts';
import { taskRegistry } from './experiments/task.ts';
import { spliceTask } from './spliceEvaluation/spliceTask.ts';
import { trainArmTask } from './synthetic/armResult.ts';
import { syntheticTask } from './synthetic/syntheticTask.ts';

export const experimentTasks = taskRegistry([...comparisonTasks, trainArmTask, syntheticTask, spliceTask]);
