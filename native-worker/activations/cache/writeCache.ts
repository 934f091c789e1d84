/** Runs the model over a corpus once and stores what it gives at one hook point. */
import type { ActivationReader } from '../../llm/languageModel.ts';
import type { CacheIdentity } from './cacheIdentity.ts';
import { writeCaches } from './writeCaches.ts';
import type { HarvestToCaches } from './writeCaches.ts';

export interface HarvestToCache extends Omit<HarvestToCaches, 'reader' | 'identities'> {
  identity: CacheIdentity;
  reader: ActivationReader;
}

/** The caller holds the lock of the key. @throws NotEnoughDiskError, DiskFullError, NothingHarvestedError, what harvesting throws */
export async function writeCache({ identity, reader, ...options }: HarvestToCache): Promise<void> {
  const { hookPoint, device, readsAtOnce = 1 } = reader;
  await writeCaches({
    ...options,
    identities: [identity],
    reader: {
      hookPoints: [hookPoint],
      device,
      readsAtOnce,
      read: async (batch) => [await reader.read(batch)],
      dispose: () => reader.dispose(),
    },
  });
}
