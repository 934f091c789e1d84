/** Downloads one variant behind a notification whose Cancel keeps what has come. */
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { DownloadedModel, ModelVariant, RepositoryListing } from '../../../protocol/download.ts';
import { isCancelled } from '../../engine/describeError.ts';
import type { Services } from '../../services.ts';
import { downloadProgressWords } from '../../text/downloadWords.ts';
import { formatBytes } from '../../text/format.ts';
import { tokenParam } from './hubToken.ts';
import { withAccess } from './inspectRepository.ts';

/** Undefined when the user cancelled and does not go on. @throws what the engine says */
export async function fetchModel(
  services: Services,
  listing: RepositoryListing,
  variant: ModelVariant,
): Promise<DownloadedModel | undefined> {
  for (;;) {
    const outcome = await withAccess(services, listing.repository, () =>
      fetchOnce(services, listing, variant),
    );
    if (typeof outcome === 'object') return outcome;
    const goOn = l10n.t('Go On');
    const answer = await vscode.window.showInformationMessage(
      l10n.t(
        'The download of {0} stopped. {1} of {2} are kept; it goes on from there when you download it again.',
        listing.repository,
        formatBytes(outcome),
        formatBytes(variant.bytes),
      ),
      goOn,
    );
    if (answer !== goOn) return undefined;
  }
}

/** @returns the model, or how many bytes were there when the user cancelled */
async function fetchOnce(
  services: Services,
  { repository, commit, licence }: RepositoryListing,
  { precision, folder, bytesThere }: ModelVariant,
): Promise<DownloadedModel | number> {
  const request = {
    repository,
    // What was shown, whatever the branch is by now.
    revision: commit,
    precision,
    folder,
    licence: licence.id,
    ...(await tokenParam(services)),
  };
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: l10n.t('Downloading {0}', repository),
    cancellable: true,
  };
  return vscode.window.withProgress(options, async (progress, token) => {
    const controller = new AbortController();
    token.onCancellationRequested(() => {
      controller.abort();
    });
    let bytes = bytesThere;
    let shown = 0;
    const subscription = services.engine.onNotification((notification) => {
      if (notification.method !== 'download/progress' || notification.params.folder !== folder) return;
      const now = notification.params;
      const percent = now.totalBytes > 0 ? (now.bytes / now.totalBytes) * 100 : 0;
      progress.report({ message: downloadProgressWords(now), increment: Math.max(0, percent - shown) });
      shown = Math.max(shown, percent);
      bytes = now.bytes;
    });
    try {
      return await services.engine.request('download/start', request, controller.signal);
    } catch (error) {
      if (!isCancelled(error)) throw error;
      return bytes;
    } finally {
      subscription.dispose();
    }
  });
}
