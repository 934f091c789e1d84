/** From a request to the hub: checks what is asked for and reads the environment. */
import type { InspectRepositoryRequest } from '../../protocol/download.ts';
import { Hub } from './hub.ts';
import { HubAccess } from './hubAccess.ts';
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
export function openHub(request: InspectRepositoryRequest, options: HubOptions): OpenedHub {
  const settings = hubSettings(request.token);
  const named = parseRepository(request.repository, settings.url);
  const transfer = { ...USUAL_TRANSFER, ...options };
  return {
    hub: new Hub(new HubAccess(settings), transfer),
    transfer,
    repository: named.repository,
    revision: checkRevision(request.revision ?? named.revision ?? 'main'),
  };
}
