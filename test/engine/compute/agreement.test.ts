import { describe, expect, it } from 'vitest';
import type { BackendOptions } from '../../../native-worker/compute/backend.ts';
import { compareWithReference } from './agreement.ts';
import { open, smallOptions } from './backends.ts';
import { recipes } from './forms.ts';

const forms: Record<string, BackendOptions> = {
  ...recipes(smallOptions),
  // z = u passes no gradient to b, the auxiliary codes max(y, 0) do.
  'topk of u, everything trained': {
    ...smallOptions,
    selection: { kind: 'topk', k: 3 },
    auxiliary: { k: 8, coefficient: 1 },
    trains: { decoder: true, scales: true, biases: true, preBias: 'decoder' },
  },
};

describe.each(['dense', 'sparse'] as const)('The %s backend', (backendName) => {
  it.each(Object.keys(forms))('stays with the reference over 200 steps: %s', async (name) => {
    const options = forms[name] ?? smallOptions;
    const backend = await open(backendName, options);
    const agreement = await compareWithReference(backend, options, 200);
    await backend.dispose();
    expect(agreement.unexplained, `close pairs: ${agreement.closePairs.join('; ')}`).toEqual([]);
    // Measured: 2e-6 at most.
    for (const part of ['loss', 'penalty', 'auxiliary', 'biases', 'parameters'] as const) {
      expect(agreement[part], part).toBeLessThan(2e-5);
    }
  });
});
