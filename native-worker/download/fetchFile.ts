/**
 * One file from the hub to the disk, checked. It grows as `<name>.incomplete`, which a later try (of this process or another) goes on
 * with; it gets its name when its checksum is right, so a file under its own name is whole. Never takes more bytes than were announced.
 */
import { lstat, mkdir, open, realpath, rename, rm, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { EngineError } from '../../link/engineError.ts';
import { explainWriteError } from '../files/atomicFile.ts';
import { digestFile, digesterOf, type Digester } from './digester.ts';
import type { Digest } from './hub.ts';
import { cancelled, explainFetchError, InterruptedTransferError, WrongContentError } from './hubErrors.ts';
import { Silence } from './silence.ts';
import type { Transfer } from './transfer.ts';
import { withRetries } from './withRetries.ts';

export interface FileJob {
  url: string;
  /** Where the whole file goes, below `root`. */
  file: string;
  root: string;
  bytes: number;
  digest: Digest;
  /** ETag of the answer that `.incomplete` began with; null where there was none. */
  etag: string | null;
  /** Called before the first byte is written. */
  onEtag: (etag: string | null) => void;
  /** Bytes that are on disk, and what is being done. */
  onProgress: (bytes: number, phase: 'checking' | 'downloading') => void;
  /** For tests of a full disk. */
  write?: (handle: FileHandle, part: Uint8Array) => Promise<unknown>;
}

/** What an attempt must bring so that the failures before it are forgotten: keeps a trickle from going on for ever. */
const PROGRESS_BYTES = 1 << 20;

export async function fetchFile(
  job: FileJob,
  fetchFrom: (url: string, init: RequestInit) => Promise<Response>,
  transfer: Transfer,
): Promise<void> {
  await new FileFetch(job, fetchFrom, transfer).run();
}

class FileFetch {
  readonly #incomplete: string;
  readonly #host: string;
  #digester: Digester;
  #written = 0;
  #etag: string | null;

  constructor(
    private readonly job: FileJob,
    private readonly fetchFrom: (url: string, init: RequestInit) => Promise<Response>,
    private readonly transfer: Transfer,
  ) {
    this.#incomplete = `${job.file}.incomplete`;
    this.#host = new URL(job.url).host;
    this.#digester = digesterOf(job.digest.kind, job.bytes);
    this.#etag = job.etag;
  }

  async run(): Promise<void> {
    const { file, root } = this.job;
    try {
      await mkdir(path.dirname(file), { recursive: true });
      await checkInside(root, path.dirname(file));
      await this.#takeUp();
      await this.#fetchChecked();
      await rename(this.#incomplete, file);
    } catch (error) {
      throw explainWriteError(file, error);
    }
  }

  /** Reads what an earlier try left. */
  async #takeUp(): Promise<void> {
    const { bytes, onProgress } = this.job;
    const found = await lstat(this.#incomplete).catch(() => null);
    if (found === null) return;
    if (!found.isFile() || found.size > bytes) {
      await rm(this.#incomplete, { recursive: true });
      return;
    }
    const { signal } = this.transfer;
    try {
      await digestFile(
        this.#incomplete,
        this.#digester,
        (part) => {
          this.#written += part;
          onProgress(this.#written, 'checking');
        },
        signal,
      );
    } catch (error) {
      throw signal.aborted ? cancelled() : error;
    }
  }

  /** A wrong checksum may come from an earlier try: once more from the beginning, then it is the server's. */
  async #fetchChecked(): Promise<void> {
    const { digest, url } = this.job;
    for (const isLast of [false, true]) {
      const handle = await open(this.#incomplete, 'a+');
      try {
        await withRetries(this.transfer, (progressed) => this.#attempt(handle, progressed));
        if (this.#digester.hex() === digest.hex) {
          await handle.sync();
          return;
        }
        await this.#startAnew(handle);
      } finally {
        await handle.close();
      }
      if (isLast) break;
    }
    throw new WrongContentError(
      `${url} has another checksum than the hub says (${digest.kind} ${digest.hex}), also when fetched again. Nothing of it was kept. Try later; if it stays so, tell the owner of the repository.`,
    );
  }

  async #attempt(handle: FileHandle, progressed: () => void): Promise<void> {
    const { bytes } = this.job;
    if (this.#written === bytes && bytes > 0) return;
    const silence = new Silence(this.transfer);
    try {
      const response = await this.fetchFrom(this.job.url, {
        signal: silence.signal,
        headers: this.#written > 0 ? { range: `bytes=${this.#written}-` } : {},
      });
      silence.heard();
      await this.#begin(handle, response);
      await this.#append(handle, response, silence, progressed);
    } catch (error) {
      const { signal, silenceMs } = this.transfer;
      throw explainFetchError(error, this.#host, signal, silenceMs);
    } finally {
      silence.dispose();
    }
    if (this.#written < bytes)
      throw new InterruptedTransferError(`${this.#host} ended after ${this.#written} of ${bytes} bytes`);
  }

  /** Whether the answer goes on where the file ends; where it does not, the file starts anew. */
  async #begin(handle: FileHandle, response: Response): Promise<void> {
    const etag = response.headers.get('etag');
    if (this.#written > 0) {
      const range = /^bytes (\d+)-\d+\/(\d+|\*)$/u.exec(response.headers.get('content-range') ?? '');
      const follows = response.status === 206 && Number(range?.[1]) === this.#written;
      const isSameFile = this.#etag === null || etag === null || etag === this.#etag;
      const isSameSize = range?.[2] === '*' || Number(range?.[2]) === this.job.bytes;
      if (!follows || !isSameFile || !isSameSize) {
        await this.#startAnew(handle);
        // A 200 brings the whole file at once; anything else must be asked for again.
        if (response.status === 206) {
          await response.body?.cancel();
          throw new InterruptedTransferError(`${this.#host} has another version of the file than before`);
        }
      }
    } else if (response.status === 206) {
      await response.body?.cancel();
      throw new InterruptedTransferError(`${this.#host} sent a part of the file where all was asked for`);
    }
    this.#etag = etag;
    this.job.onEtag(etag);
  }

  async #append(
    handle: FileHandle,
    response: Response,
    silence: Silence,
    progressed: () => void,
  ): Promise<void> {
    const { bytes, onProgress, write = writeWhole } = this.job;
    const before = this.#written;
    for await (const value of response.body ?? []) {
      const part = value as Uint8Array;
      silence.heard();
      if (this.#written + part.length > bytes) {
        await this.#startAnew(handle);
        throw new WrongContentError(
          `${this.job.url} sends more than the ${bytes} bytes that the hub announced, so nothing of it was kept. Try later, or set HF_ENDPOINT to another mirror.`,
        );
      }
      await write(handle, part);
      this.#digester.update(part);
      this.#written += part.length;
      onProgress(this.#written, 'downloading');
      if (this.#written - before >= PROGRESS_BYTES) progressed();
    }
  }

  async #startAnew(handle: FileHandle): Promise<void> {
    await handle.truncate(0);
    this.#written = 0;
    this.#etag = null;
    this.#digester = digesterOf(this.job.digest.kind, this.job.bytes);
  }
}

async function writeWhole(handle: FileHandle, part: Uint8Array): Promise<void> {
  for (let done = 0; done < part.length;) {
    const { bytesWritten } = await handle.write(part, done);
    done += bytesWritten;
  }
}

/** A link that somebody put in the way must not lead the file elsewhere. */
async function checkInside(root: string, folder: string): Promise<void> {
  const inside = path.relative(await realpath(root), await realpath(folder));
  if (inside !== '..' && !inside.startsWith(`..${path.sep}`) && !path.isAbsolute(inside)) return;
  throw new EngineError(
    'invalidRequest',
    `${folder} is a link that leads out of ${root}. Remove it, then download again.`,
  );
}
