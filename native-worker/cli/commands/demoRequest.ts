/** The demo's training request, fixed so that all who run it see like features; the starter run was made by it too. */
import type { TrainRequest } from '../../../protocol/training.ts';
import { presetSae } from '../../sae/algorithms/gbaPresets.ts';

/** Width of the starter model. */
const D_IN = 192;

export function demoRequest(modelFolder: string): TrainRequest {
  const sae = presetSae('recommended', {
    dIn: D_IN,
    dSae: 2_048,
    trainingTokens: 1_800_000,
    batchTokens: 1_024,
    seed: 1,
  });
  return {
    modelFolder,
    hookPoint: 'blocks.2.hook_resid_post',
    corpus: { kind: 'starter' },
    contextSize: 128,
    sae,
    // A GPU would gain little at this size.
    llmDevice: 'cpu',
    saeDevice: 'cpu',
    checkpointEverySteps: 200,
  };
}
