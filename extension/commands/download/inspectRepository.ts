/** Asks the hub about a repository, with Cancel, and for an access token where the hub wants one. */
import * as l10n from '@vscode/l10n';
import type { RepositoryListing } from '../../../protocol/download.ts';
import { describeError } from '../../engine/describeError.ts';
import { withSlowProgress } from '../../progress.ts';
import type { Services } from '../../services.ts';
import { askForToken, tokenParam } from './hubToken.ts';

/** @throws what the engine says; EngineError `cancelled` */
export async function inspectRepository(services: Services, repository: string): Promise<RepositoryListing> {
  return withAccess(services, repository, async () => {
    const controller = new AbortController();
    const params = { repository, revision: null, ...(await tokenParam(services)) };
    const asking = services.engine.request('download/inspect', params, controller.signal);
    return withSlowProgress(l10n.t('Asking the hub about {0}', repository), controller, asking);
  });
}

/** Tries again for as long as the user gives tokens. */
export async function withAccess<T>(
  services: Services,
  repository: string,
  ask: () => Promise<T>,
): Promise<T> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      const { code, message } = describeError(error);
      if (code !== 'accessDenied' || !(await askForToken(services, message, pageOf(message, repository))))
        throw error;
    }
  }
}

/** The page that the message names: the hub may be another than the usual one. */
function pageOf(message: string, repository: string): string {
  return /https?:\/\/[^\s)]+/u.exec(message)?.[0] ?? `https://huggingface.co/${repository}`;
}
