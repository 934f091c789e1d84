/** The demo's training request, fixed so that everyone who runs it gets the same features; the starter run was made by it too. */
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
    sae: {
      ...sae,
      algorithm: {
        ...sae.algorithm,
        groups: 10,
        highestTargetFrequency: 0.05,
        lowestTargetFrequency: 0.0005,
      },
    },
    // The same bits on every machine; a GPU would gain little at this size.
    llmDevice: 'cpu',
    saeDevice: 'cpu',
    checkpointEverySteps: 200,
  };
}
