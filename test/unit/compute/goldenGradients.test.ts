/** The reference's gradients against PyTorch's autograd; what a step makes of them is tested over all backends in test/engine/compute. */
import { expect, it } from 'vitest';
import { batchGradients } from '../../../native-worker/compute/reference/batchGradients.ts';
import {
  goldenSteps,
  readGoldenSteps,
  relativeDistance,
  startingState,
  stepSettings,
} from './goldenFiles.ts';

it.each(goldenSteps)('The loss and the gradients of %s equal those of autograd to 1e-10', (name) => {
  const golden = readGoldenSteps(name);
  const x = Float64Array.from(golden.batches[0] ?? []);
  const state = startingState(golden, (values) => Float64Array.from(values));
  const [settings] = golden.settings.map(stepSettings);
  if (settings?.scale !== undefined) state.scales.fill(settings.scale);
  const { loss, gradients } = batchGradients(x, state, golden.options, settings);
  expect(loss / (golden.steps[0]?.loss ?? NaN)).toBeCloseTo(1, 10);
  for (const [parameter, gradient] of Object.entries(gradients) as [keyof typeof gradients, Float64Array][]) {
    // preBias gets a term even where it stands still, and there autograd was not asked for it.
    if (parameter === 'preBias' && golden.options.trains.preBias === 'fixed') continue;
    const expected = golden.gradients[parameter] ?? new Array<number>(gradient.length).fill(0);
    expect(relativeDistance(gradient, expected), parameter).toBeLessThan(1e-10);
  }
});
