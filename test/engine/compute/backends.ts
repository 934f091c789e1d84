/** The backends that every backend test runs over. */
import { gbaForm } from '../../../native-worker/compute/backend.ts';
import type { Backend, BackendOptions } from '../../../native-worker/compute/backend.ts';
import { DenseBackend } from '../../../native-worker/compute/dense/denseBackend.ts';
import { openBackend } from '../../../native-worker/compute/openBackend.ts';
import { openSparse } from '../../../native-worker/compute/sparse/openSparse.ts';

export const backends = ['reference', 'dense', 'sparse'] as const;

export const smallOptions: BackendOptions = {
  dIn: 16,
  dSae: 48,
  batchTokens: 32,
  ...gbaForm,
  prefixes: [48],
};

/** The backends with float32 states, on all their options. */
export function open(
  name: (typeof backends)[number],
  options: Partial<BackendOptions> = {},
): Promise<Backend> {
  const all = { ...smallOptions, ...options };
  switch (name) {
    case 'reference':
      return openBackend('reference', all);
    case 'dense':
      return DenseBackend.open(all, { device: 'cpu', threads: 2 });
    case 'sparse':
      return openSparse(all, { members: 2, inline: true });
    default:
      return name satisfies never;
  }
}
