/**
 * Downloads one model of a repository. Its files gather in `…~partial` and the folder appears at the end, by one rename, when all of
 * them are there and checked: a folder under a model's name is whole. A killed download goes on from where it was.
 */
import { existsSync, mkdirSync, renameSync, rmdirSync, statSync } from 'node:fs';
import path from 'node:path';
import type { DownloadedModel, DownloadRequest } from '../../protocol/download.ts';
import type { Disposable } from '../../link/disposable.ts';
import { EngineError } from '../../link/engineError.ts';
import { explainWriteError } from '../files/atomicFile.ts';
import { acquireFolderLock, FolderBusyError } from '../files/folderLock.ts';
import { checkDiskRoom, freeBytesNear } from './diskRoom.ts';
import type { DownloadOptions } from './downloadOptions.ts';
import { presenceOf, targetPaths, usualTarget, type TargetPaths } from './modelTargets.ts';
import { openHub } from './openHub.ts';
import { PartialFolder } from './partialFolder.ts';
import { chooseVariant, readRepository, type Repository } from './readRepository.ts';
import type { RepositoryVariant } from './repositoryFiles.ts';

/**
 * @param modelsFolder where models go that are given no folder
 * @throws EngineError: `busy` while another process downloads it, `diskFull`, `cancelled`, and what `inspectRepository` throws
 */
export async function downloadModel(
  request: DownloadRequest,
  modelsFolder: string,
  options: DownloadOptions,
): Promise<DownloadedModel> {
  const opened = openHub(request, options);
  const repository = await readRepository(opened.hub, opened.repository, opened.revision);
  const variant = chooseVariant(repository, request.precision);
  checkLicence(request, repository);
  const isFirst = variant === repository.variants[0];
  const usual = usualTarget(modelsFolder, repository.repository, isFirst ? null : variant.precision);
  const paths = targetPaths(path.resolve(request.folder ?? usual));
  const lock = lockTarget(paths);
  try {
    const wasThere = isThere(paths, repository, variant);
    if (!wasThere) {
      const partial = new PartialFolder({ paths, opened, repository, variant, options });
      await fill(partial, paths, options);
    }
    return {
      folder: paths.folder,
      repository: repository.repository,
      commit: repository.commit,
      precision: variant.precision,
      bytes: variant.files.reduce((sum, file) => sum + file.bytes, 0),
      wasThere,
    };
  } finally {
    lock.dispose();
  }
}

async function fill(partial: PartialFolder, paths: TargetPaths, options: DownloadOptions): Promise<void> {
  partial.takeUp();
  const { freeBytes = freeBytesNear } = options;
  checkDiskRoom(paths.folder, partial.bytesMissing(), freeBytes(paths.partial));
  await partial.fill();
  try {
    // Windows does not rename onto a folder, not even an empty one.
    if (existsSync(paths.folder)) rmdirSync(paths.folder);
    renameSync(paths.partial, paths.folder);
  } catch (error) {
    throw explainWriteError(paths.folder, error);
  }
}

/** What the user agreed to must be what is downloaded. */
function checkLicence({ licence }: DownloadRequest, { repository, licence: found }: Repository): void {
  if (licence === found.id) return;
  throw new EngineError(
    'invalidRequest',
    `The licence of ${repository} is ${found.id ?? 'not named by its card'} (${found.url}), not ${licence ?? 'unnamed'}. Read it, then start again.`,
  );
}

/** @throws EngineError where the folder holds something else */
function isThere(
  paths: TargetPaths,
  { repository, commit }: Repository,
  { files }: RepositoryVariant,
): boolean {
  const { presence } = presenceOf(paths.folder, commit, files);
  if (presence === 'taken' || presence === 'otherCommit') {
    const what =
      presence === 'taken'
        ? 'is not empty, and what is there was not downloaded by Monosema'
        : `holds another download than ${repository} at ${commit.slice(0, 8)}, or not all of it`;
    throw new EngineError(
      'invalidRequest',
      `${paths.folder} ${what}. Remove that folder, or choose another (--out).`,
    );
  }
  return presence === 'whole';
}

function lockTarget(paths: TargetPaths): Disposable {
  try {
    mkdirSync(path.dirname(paths.folder), { recursive: true });
  } catch (error) {
    throw explainWriteError(paths.folder, error);
  }
  if (existsSync(paths.folder) && !statSync(paths.folder).isDirectory())
    throw new EngineError('invalidRequest', `${paths.folder} is a file. Choose another folder.`);
  try {
    return acquireFolderLock({ root: paths.folder, lock: paths.lock, heartbeat: paths.heartbeat }, null);
  } catch (error) {
    if (!(error instanceof FolderBusyError)) throw error;
    throw new EngineError(
      'busy',
      `${paths.folder} is being downloaded already, by this window or another process. Wait for its end, or cancel it there.`,
      { cause: error },
    );
  }
}
