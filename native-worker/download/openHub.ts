/** From a request to the hub: checks what is asked for and reads the environment. The hub's client is loaded here, on first use. */
import type { InspectRepositoryRequest } from '../../protocol/download.ts';
import type { Hub } from './hub.ts';
import { HubAccess } from './hubFetch.ts';
import { hubSettings } from './hubSettings.ts';
import { checkRevision, parseRepository } from './repositoryName.ts';
import { USUAL_TRANSFER, type Transfer } from './transfer.ts';

/** Only `signal` is asked for; the rest is for tests and for messages while waiting. */
export type HubOptions = Pick<Transfer, 'signal'> & Partial<Transfer>;

export interface OpenedHub {
  hub: Hub;
  transfer: Transfer;
  repository: string;
  revision: string;
}

/** @throws EngineError `invalidRequest`, `unreachable` */
export async function openHub(request: InspectRepositoryRequest, options: HubOptions): Promise<OpenedHub> {
  const settings = hubSettings(request.token);
  const named = parseRepository(request.repository, settings.url);
  const transfer = { ...USUAL_TRANSFER, ...options };
  const { Hub: HubOf } = await import('./hub.ts');
  return {
    hub: new HubOf(new HubAccess(settings), transfer),
    transfer,
    repository: named.repository,
    revision: checkRevision(request.revision ?? named.revision ?? 'main'),
  };
}
