/** What Download Model… says: the short list, precisions, licences, progress. Free of vscode. */
import * as l10n from '@vscode/l10n';
import type {
  DownloadProgress,
  ModelLicence,
  ModelOffer,
  ModelVariant,
  RepositoryListing,
} from '../../protocol/download.ts';
import { formatBytes, formatCompact, formatDuration, formatPercent } from './format.ts';

export function offerDescription({ parameters, approximateBytes, licence }: ModelOffer): string {
  return l10n.t(
    '{0} parameters · about {1} in fp32 · {2}',
    formatCompact(parameters),
    formatBytes(approximateBytes),
    licence,
  );
}

export function offerDetail({ repository, isBase }: ModelOffer): string {
  return isBase ? repository : l10n.t('{0} · tuned to chat', repository);
}

/** Size, and what of it is there. */
export function variantDescription({ bytes, bytesThere, presence }: ModelVariant): string {
  const size = formatBytes(bytes);
  switch (presence) {
    case 'nothing':
      return size;
    case 'part':
      return l10n.t('{0} · {1} are there, goes on from them', size, formatBytes(bytesThere));
    case 'whole':
      return l10n.t('{0} · downloaded', size);
    case 'otherCommit':
      return l10n.t('{0} · another version is downloaded', size);
    case 'taken':
      return l10n.t('{0} · its folder holds other files', size);
    default:
      return presence satisfies never;
  }
}

/** Whether it fits on the disk; null where that is not known or it does. */
export function diskProblem({ bytes, bytesThere }: ModelVariant, freeBytes: number | null): string | null {
  const needed = bytes - bytesThere;
  return freeBytes === null || needed <= freeBytes
    ? null
    : l10n.t('needs {0}, but {1} are free', formatBytes(needed), formatBytes(freeBytes));
}

export function licenceWords({ id, from }: ModelLicence): string {
  if (id === null) return l10n.t('Its card names no licence: read its page before you use it.');
  return from === null ? l10n.t('Licence: {0}', id) : l10n.t('Licence: {0} (that of {1})', id, from);
}

/** Room on the disk that the model goes to; nothing where it is not known. */
export function freeWords({ freeBytes }: RepositoryListing): string {
  return freeBytes === null ? '' : l10n.t('{0} free', formatBytes(freeBytes));
}

/** `43 % · 230 MB of 540 MB · 12 MB/s · 26 s left`. */
export function downloadProgressWords(progress: DownloadProgress): string {
  const { phase, bytes, totalBytes, bytesPerSecond, secondsLeft, problem } = progress;
  const parts = [
    formatPercent(totalBytes > 0 ? bytes / totalBytes : 1),
    l10n.t('{0} of {1}', formatBytes(bytes), formatBytes(totalBytes)),
  ];
  if (phase === 'waiting' && problem !== null) return [...parts, problem].join(' · ');
  if (phase === 'checking') return [...parts, l10n.t('checking what is there')].join(' · ');
  if (bytesPerSecond !== null && bytesPerSecond > 0) parts.push(l10n.t('{0}/s', formatBytes(bytesPerSecond)));
  if (secondsLeft !== null && bytes < totalBytes) parts.push(l10n.t('{0} left', formatDuration(secondsLeft)));
  return parts.join(' · ');
}
