/** The backends that every backend test runs over. */
import { gbaForm } from '../../../native-worker/compute/backend.ts';
import type { Backend, BackendOptions } from '../../../native-worker/compute/backend.ts';
import { openBackend } from '../../../native-worker/compute/openBackend.ts';

export const backends = ['reference', 'cpu'] as const;

export const smallOptions: BackendOptions = {
  dIn: 16,
  dSae: 48,
  batchTokens: 32,
  ...gbaForm,
  prefixes: [48],
};

export function open(
  name: (typeof backends)[number],
  options: Partial<BackendOptions> = {},
): Promise<Backend> {
  return openBackend(name, { ...smallOptions, ...options }, 2);
}
