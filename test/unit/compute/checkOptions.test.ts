import { expect, it } from 'vitest';
import { gbaForm } from '../../../native-worker/compute/backend.ts';
import type { BackendOptions } from '../../../native-worker/compute/backend.ts';
import { BackendOptionsError } from '../../../native-worker/compute/checkOptions.ts';
import { openBackend } from '../../../native-worker/compute/openBackend.ts';

const sound: BackendOptions = { dIn: 4, dSae: 8, batchTokens: 2, ...gbaForm, prefixes: [8] };

it.each<[options: Partial<BackendOptions>, says: RegExp]>([
  [{ prefixes: [4] }, /end with dSae = 8, but are \[4\]/],
  [{ prefixes: [4, 4, 8] }, /must ascend/],
  [{ selection: { kind: 'topk', k: 0 } }, /'topk' needs a whole k/],
  [{ selection: { kind: 'batchtopk', k: 9 } }, /at most 8, but has k = 9/],
  [{ auxiliary: { k: 0.5, coefficient: 1 } }, /auxiliary loss needs a whole k/],
  [{ selection: { kind: 'learnedThreshold', bandwidth: 0.1 } }, /need the activation 'relu'/],
  [
    { selection: { kind: 'learnedThreshold', bandwidth: 0 }, activation: 'relu' },
    /bandwidth must be above 0/,
  ],
  [{ penalty: { kind: 'l0' } }, /selection is 'threshold'/],
])('A backend with %o is refused', async (options, says) => {
  const opened = openBackend('reference', { ...sound, ...options });
  await expect(opened).rejects.toThrow(BackendOptionsError);
  await expect(opened).rejects.toThrow(says);
});
