/** Download Model…: which one, in which precision, under which licence; then the download; then what to do with it. */
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { ModelVariant, RepositoryListing } from '../../../protocol/download.ts';
import type { ModelSummary } from '../../../protocol/model.ts';
import { EngineError } from '../../../link/engineError.ts';
import { isCancelled } from '../../engine/describeError.ts';
import type { Services } from '../../services.ts';
import { fetchModel } from './fetchModel.ts';
import { inspectRepository } from './inspectRepository.ts';
import { agreeToDownload, pickTwin, pickVariant } from './pickVariant.ts';
import { pickRepository } from './pickRepository.ts';

/** @returns the model, remembered and in the list; undefined when the user left. @throws what the engine says */
export async function downloadModel(services: Services): Promise<ModelSummary | undefined> {
  const repository = await pickRepository(services);
  if (repository === undefined) return undefined;
  const found = await usableListing(services, repository);
  const variant = found && (await pickVariant(found));
  const folder = variant && (await bring(services, found, variant));
  if (folder === undefined) return undefined;
  const summary = await services.engine.request('models/open', { folder });
  await services.state.addRecentModel(folder);
  await services.models.refresh();
  return summary;
}

/** Follows the user from repository to repository until one can be used. */
async function usableListing(services: Services, first: string): Promise<RepositoryListing | undefined> {
  let repository: string | undefined = first;
  while (repository !== undefined) {
    try {
      const listing: RepositoryListing = await inspectRepository(services, repository);
      if (listing.variants.length > 0) return listing;
      repository = await pickTwin(listing);
    } catch (error) {
      if (isCancelled(error)) return undefined;
      throw error;
    }
  }
  return undefined;
}

/** @returns the folder of the whole model */
async function bring(
  services: Services,
  listing: RepositoryListing,
  variant: ModelVariant,
): Promise<string | undefined> {
  if (variant.presence === 'whole') return variant.folder;
  if (variant.presence === 'otherCommit') {
    const use = l10n.t('Use It');
    const answer = await vscode.window.showWarningMessage(
      l10n.t(
        'Another version of {0} is in {1}. Use it, or remove that folder and download again.',
        listing.repository,
        variant.folder,
      ),
      { modal: true },
      use,
    );
    return answer === use ? variant.folder : undefined;
  }
  if (variant.presence === 'taken') {
    throw new EngineError(
      'invalidRequest',
      l10n.t('{0} holds files of something else. Move them away, then download again.', variant.folder),
    );
  }
  if (!(await agreeToDownload(listing, variant))) return undefined;
  return (await fetchModel(services, listing, variant))?.folder;
}
