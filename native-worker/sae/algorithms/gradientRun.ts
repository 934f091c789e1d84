/** The run of an algorithm trained by gradient alone: schedules, and where it has them dead features and a threshold. */
import type { FiringStats, StepSettings, StepStats } from '../../compute/backend.ts';
import type { AlgorithmMemory, AlgorithmReport, AlgorithmRun } from './algorithm.ts';
import { judgeEverySteps, type DeadTracker } from './deadTracker.ts';
import type { ThresholdAverage } from './thresholdAverage.ts';

export interface GradientRunParts {
  /** Learning rate, penalty weight and scale of a step. */
  schedule: (step: number) => StepSettings;
  dead?: DeadTracker;
  /** Whether the backend has an auxiliary loss, for which it needs to know the dead. */
  tellsDead?: boolean;
  threshold?: ThresholdAverage;
}

export class GradientRun implements AlgorithmRun {
  readonly adaptEverySteps: number | null;
  private readonly parts: GradientRunParts;

  constructor(parts: GradientRunParts) {
    this.parts = parts;
    this.adaptEverySteps = parts.dead ? judgeEverySteps : null;
  }

  settings(step: number): StepSettings {
    const { schedule, dead, tellsDead } = this.parts;
    return { ...schedule(step), ...(dead && tellsDead === true ? { dead: dead.dead } : {}) };
  }

  observe({ smallestActive }: StepStats): void {
    this.parts.threshold?.observe(smallestActive);
  }

  absorb(firings: FiringStats, step: number): void {
    this.parts.dead?.absorb(firings, step);
  }

  adapt(): Promise<void> {
    this.parts.dead?.judge();
    return Promise.resolve();
  }

  report(): AlgorithmReport {
    const { dead, threshold } = this.parts;
    return {
      groups: [],
      ...(dead ? { dead: dead.deadShare() } : {}),
      ...(threshold && threshold.value !== null ? { threshold: threshold.value } : {}),
    };
  }

  memory(): AlgorithmMemory {
    const { dead, threshold } = this.parts;
    return {
      values: threshold ? { threshold: threshold.value } : {},
      arrays: dead ? dead.arrays() : {},
    };
  }
}
