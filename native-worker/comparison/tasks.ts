/** The parts of a comparison that run in processes of their own. */
import { defineTask } from '../experiments/task.ts';
import type { ArmTask } from './trainArm.ts';
import type { ArmConsistency, ConsistencyTask } from './consistencyOfArms.ts';

export const trainArmTask = defineTask<ArmTask, null>(
  'comparison/trainArm',
  async () => (await import('./trainArm.ts')).trainArm,
);

export const consistencyTask = defineTask<ConsistencyTask, ArmConsistency>(
  'comparison/consistency',
  async () => (await import('./consistencyOfArms.ts')).consistencyOfArms,
);

export const comparisonTasks = [trainArmTask, consistencyTask];
