/** Asks for the precision, then whether to download under the licence. A repository without ONNX offers others that have it. */
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { ModelVariant, RepositoryListing } from '../../../protocol/download.ts';
import { diskProblem, downloadDetail, variantDescription } from '../../text/downloadWords.ts';
import { formatBytes } from '../../text/format.ts';
import { pickOne } from '../pickOne.ts';

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

/** Shows the licence, the size and the place. Whether to go on. */
export async function agreeToDownload(listing: RepositoryListing, variant: ModelVariant): Promise<boolean> {
  const agree = l10n.t('Agree and Download');
  const read = l10n.t('Read Licence');
  for (;;) {
    const answer = await vscode.window.showInformationMessage(
      l10n.t('Download {0} ({1}, {2})?', listing.repository, variant.precision, formatBytes(variant.bytes)),
      { modal: true, detail: downloadDetail(listing, variant) },
      agree,
      read,
    );
    if (answer !== read) return answer === agree;
    await vscode.env.openExternal(vscode.Uri.parse(listing.licence.url));
  }
}
