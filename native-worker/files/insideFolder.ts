/**
 * Where a file of a folder really lies: links may lead about within the folder, and from a snapshot of the Hugging Face cache
 * (`models--org--name/snapshots/<revision>`) to the `blobs` of the same repository. They lead nowhere else: a downloaded folder must not
 * choose which other files of this machine are read.
 */
import { realpath } from 'node:fs/promises';
import path from 'node:path';

export class LinkOutsideError extends Error {
  constructor(file: string, real: string, folder: string) {
    super(
      `${file} is a link to ${real}, outside its folder ${folder}. ` +
        `Put the file itself there, or open the folder that holds all files.`,
    );
    this.name = 'LinkOutsideError';
  }
}

/** Whether `file` is `folder` or lies below it; both absolute, no link is followed. */
export function isInside(folder: string, file: string): boolean {
  const way = path.relative(folder, file);
  return way !== '..' && !way.startsWith(`..${path.sep}`) && !path.isAbsolute(way);
}

/** The folder of the files that a snapshot of the Hugging Face cache links to; null outside that cache. */
async function blobsOf(realFolder: string): Promise<string | null> {
  const repository = /^(.*[\\/]models--[^\\/]+)[\\/]snapshots[\\/][^\\/]+/.exec(realFolder)?.[1];
  return repository === undefined ? null : realpath(path.join(repository, 'blobs')).catch(() => null);
}

/**
 * The real path of `file`; null where there is none. The folder itself may be reached through links.
 * @throws LinkOutsideError
 */
export async function realFileInside(folder: string, file: string): Promise<string | null> {
  const real = await realpath(file).catch(() => null);
  if (real === null) return null;
  const realFolder = await realpath(folder);
  if (isInside(realFolder, real)) return real;
  const blobs = await blobsOf(realFolder);
  if (blobs !== null && isInside(blobs, real)) return real;
  throw new LinkOutsideError(file, real, realFolder);
}
