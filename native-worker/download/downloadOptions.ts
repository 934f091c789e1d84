/** What a download is given besides its request. */
import type { FileHandle } from 'node:fs/promises';
import type { DownloadProgress } from '../../protocol/download.ts';
import type { HubOptions } from './openHub.ts';

export interface DownloadOptions extends HubOptions {
  /** A few times a second at most. */
  onProgress: (progress: DownloadProgress) => void;
  /** For tests. */
  freeBytes?: (folder: string) => number | null;
  /** For tests. */
  write?: (handle: FileHandle, part: Uint8Array) => Promise<unknown>;
}
