/** Asks for the precision, then whether to download under the licence. A repository without ONNX offers others that have it. */
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { ModelVariant, RepositoryListing } from '../../../protocol/download.ts';
import { diskProblem, freeWords, licenceWords, variantDescription } from '../../text/downloadWords.ts';
import { formatBytes } from '../../text/format.ts';
import { pickOne, type PickItem } from '../pickOne.ts';

/** Another repository to look at; undefined when the user leaves. */
export async function pickTwin({
  repository,
  problem,
  twins,
}: RepositoryListing): Promise<string | undefined> {
  const reason = problem ?? l10n.t('{0} has nothing to download.', repository);
  if (twins.length === 0) {
    await vscode.window.showWarningMessage(reason, { modal: true });
    return undefined;
  }
  const result = await pickOne<string>({
    title: l10n.t('Download Model: {0} Has No ONNX Export', repository),
    placeholder: l10n.t('Repositories of that name that have one'),
    load: (show) => {
      show(twins.map((twin) => ({ label: twin, value: twin })));
      return Promise.resolve();
    },
  });
  return result.kind === 'picked' ? result.value : undefined;
}

/** Undefined when the user leaves. */
export async function pickVariant(listing: RepositoryListing): Promise<ModelVariant | undefined> {
  const result = await pickOne<ModelVariant>({
    title: l10n.t('Download Model: Precision of {0}', listing.repository),
    placeholder: l10n.t('Full precision is best for studying features; the others are smaller and differ'),
    load: (show) => {
      show(
        listing.variants.map((variant) => {
          const problem = diskProblem(variant, listing.freeBytes);
          return {
            label: variant.precision,
            description: variantDescription(variant),
            detail: problem === null ? variant.onnxFile : `$(warning) ${problem}`,
            value: variant,
          };
        }),
      );
      return Promise.resolve();
    },
  });
  return result.kind === 'picked' ? result.value : undefined;
}

type Answer = 'agree' | 'read' | 'note';

/** Shows the licence, the size and the place. Whether to go on. */
export async function agreeToDownload(listing: RepositoryListing, variant: ModelVariant): Promise<boolean> {
  for (;;) {
    const result = await pickOne<Answer>({
      title: l10n.t('Download Model: Licence of {0}', listing.repository),
      placeholder: l10n.t('Nothing of the model is fetched before you agree'),
      load: (show) => {
        show(agreementItems(listing, variant));
        return Promise.resolve();
      },
    });
    if (result.kind !== 'picked') return false;
    if (result.value === 'agree') return true;
    if (result.value === 'read') await vscode.env.openExternal(vscode.Uri.parse(listing.licence.url));
  }
}

function agreementItems(listing: RepositoryListing, variant: ModelVariant): PickItem<Answer>[] {
  const { licence, warnings, url } = listing;
  return [
    {
      label: l10n.t('$(cloud-download) Agree and Download'),
      description: licenceWords(licence),
      detail: l10n.t('{0} with all it needs: {1}', variant.onnxFile, formatBytes(variant.bytes)),
      value: 'agree',
    },
    { label: l10n.t('$(law) Read Licence…'), description: licence.url, value: 'read' },
    { label: '', kind: vscode.QuickPickItemKind.Separator },
    { label: l10n.t('$(folder) Into {0}', variant.folder), description: freeWords(listing), value: 'note' },
    { label: l10n.t('$(info) From {0}', url), description: listing.commit.slice(0, 12), value: 'note' },
    ...warnings.map((warning): PickItem<Answer> => ({ label: `$(warning) ${warning}`, value: 'note' })),
  ];
}
