/**
 * Runs the steps of a multi-step quick pick, with Back. A step may ask to jump to another (from the summary, to change a
 * choice); from there the flow returns to the first step that is still unanswered, or to the last. Free of vscode.
 */

export type StepOutcome = 'next' | 'back' | 'cancel' | { goTo: number };

export interface Place {
  /** From 1. */
  step: number;
  total: number;
  canGoBack: boolean;
}

export interface FlowStep {
  run(place: Place): Promise<StepOutcome>;
  /** Whether the state holds a valid answer of this step. The last step is never answered. */
  isAnswered(): boolean;
}

/** @returns whether the last step was passed. */
export async function runFlow(steps: readonly FlowStep[], first = 0): Promise<boolean> {
  let current = first;
  let jumped = false;
  for (;;) {
    const step = steps[current];
    if (!step) return true;
    const outcome = await step.run({ step: current + 1, total: steps.length, canGoBack: current > 0 });
    if (outcome === 'cancel') return false;
    if (outcome === 'back') current = jumped ? steps.length - 1 : Math.max(0, current - 1);
    else if (outcome === 'next') current = jumped ? firstUnanswered(steps) : current + 1;
    else current = outcome.goTo;
    jumped = typeof outcome === 'object' || (jumped && outcome === 'next' && current < steps.length - 1);
  }
}

function firstUnanswered(steps: readonly FlowStep[]): number {
  const open = steps.findIndex((step) => !step.isAnswered());
  return open === -1 ? steps.length : open;
}
