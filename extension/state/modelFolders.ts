/** Which model folders to list and in which order: starter, downloaded, chosen before, from the settings, found in the workspace. */
import * as l10n from '@vscode/l10n';

export type ModelOrigin = 'starter' | 'downloaded' | 'recent' | 'settings' | 'workspace';

export interface ModelFolder {
  path: string;
  origin: ModelOrigin;
}

/** Each folder once, under the first origin that names it. */
export function mergeModelFolders(
  byOrigin: readonly { origin: ModelOrigin; paths: readonly string[] }[],
): ModelFolder[] {
  const seen = new Set<string>();
  const folders: ModelFolder[] = [];
  for (const { origin, paths } of byOrigin) {
    for (const path of paths) {
      const normal = withoutTrailingSeparator(path);
      if (normal === '' || seen.has(normal)) continue;
      seen.add(normal);
      folders.push({ path: normal, origin });
    }
  }
  return folders;
}

export function withoutTrailingSeparator(path: string): string {
  return path.length > 1 ? path.replace(/[\\/]+$/, '') : path;
}

export function originLabel(origin: ModelOrigin): string {
  switch (origin) {
    case 'starter':
      return l10n.t('comes with Monosema');
    case 'downloaded':
      return l10n.t('downloaded');
    case 'recent':
      return l10n.t('used before');
    case 'settings':
      return l10n.t('from settings');
    case 'workspace':
      return l10n.t('found in the workspace');
    default:
      return origin satisfies never;
  }
}
