/** A model's folder while it comes: keeps what is right of an earlier try, fetches the rest, and sees that the graph gets its weights. */
import { existsSync, lstatSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { EngineError } from '../../link/engineError.ts';
import { explainWriteError } from '../files/atomicFile.ts';
import { checkDiskRoom, freeBytesNear } from './diskRoom.ts';
import type { DownloadOptions } from './downloadOptions.ts';
import { readRecord, writeRecord, type DownloadRecord, type RecordedFile } from './downloadRecord.ts';
import { fetchFile } from './fetchFile.ts';
import { graphDataFiles } from './graphData.ts';
import { withTokenWhenAsked } from './hubAccess.ts';
import type { TargetPaths } from './modelTargets.ts';
import type { OpenedHub } from './openHub.ts';
import { ProgressTeller } from './progressTeller.ts';
import { explained, type Repository } from './readRepository.ts';
import { besideGraph, type PlannedFile, type RepositoryVariant } from './repositoryFiles.ts';
import type { Transfer } from './transfer.ts';

export interface PartialFolderOptions {
  paths: TargetPaths;
  opened: OpenedHub;
  repository: Repository;
  variant: RepositoryVariant;
  options: DownloadOptions;
}

export class PartialFolder {
  readonly #given: PartialFolderOptions;
  readonly #folder: string;
  readonly #teller: ProgressTeller;
  readonly #transfer: Transfer;
  readonly #record: DownloadRecord;

  constructor(given: PartialFolderOptions) {
    const { paths, opened, repository, variant, options } = given;
    this.#given = given;
    this.#folder = paths.partial;
    this.#teller = new ProgressTeller(repository.repository, paths.folder, options.onProgress);
    this.#transfer = {
      ...opened.transfer,
      onWait: (problem, seconds) => {
        opened.transfer.onWait(problem, seconds);
        this.#teller.waits(`${problem}; trying again in ${Math.ceil(seconds)} s`);
      },
    };
    this.#record = {
      format: 1,
      hub: opened.hub.access.settings.url,
      repository: repository.repository,
      commit: repository.commit,
      precision: variant.precision,
      licence: repository.licence.id,
      files: variant.files.map((file) => recorded(file, repository.repository)),
    };
  }

  /** Keeps the files of an earlier try that are still the same on the hub, removes the others. @throws EngineError, write errors */
  takeUp(): void {
    try {
      mkdirSync(this.#folder, { recursive: true });
    } catch (error) {
      throw explainWriteError(this.#folder, error);
    }
    const earlier = readRecord(this.#folder);
    // A process that was killed at the very beginning leaves a temporary record at most.
    const isOurs = earlier !== null || readdirSync(this.#folder).every((name) => name.endsWith('.tmp'));
    if (!isOurs || lstatSync(this.#folder).isSymbolicLink()) {
      throw new EngineError(
        'invalidRequest',
        `${this.#folder} is in the way: it is no download of Monosema that could go on. Remove it, then download again.`,
      );
    }
    for (const old of earlier?.files ?? []) {
      const wanted = this.#record.files.find((file) => file.local === old.local);
      if (wanted?.digest.hex === old.digest.hex && wanted.bytes === old.bytes) wanted.etag = old.etag;
      else this.#remove(old.local);
    }
    writeRecord(this.#folder, this.#record);
  }

  /** Bytes that are still to come. */
  bytesMissing(): number {
    return this.#record.files.reduce((sum, file) => sum + file.bytes - this.#bytesThere(file), 0);
  }

  /** @returns bytes of all files. @throws EngineError, DiskFullError */
  async fill(): Promise<number> {
    const { files } = this.#record;
    // The list may grow: by what the graph says it needs.
    for (const file of files) {
      this.#teller.totalBytes = totalOf(files);
      this.#teller.begin(file.local);
      if (!this.#isWhole(file)) await this.#fetch(file);
      this.#teller.end(file.bytes);
      if (file.remote === this.#given.variant.onnxFile) await this.#addGraphData(file);
    }
    return totalOf(files);
  }

  async #fetch(file: RecordedFile): Promise<void> {
    const { opened, repository, options } = this.#given;
    const { access } = opened.hub;
    const remote = file.remote.split('/').map(encodeURIComponent).join('/');
    const job = {
      url: `${access.settings.url}/${repository.repository}/resolve/${repository.commit}/${remote}`,
      file: path.join(this.#folder, file.local),
      root: this.#folder,
      bytes: file.bytes,
      digest: file.digest,
      etag: file.etag,
      onEtag: (etag: string | null): void => {
        if (file.etag === etag) return;
        file.etag = etag;
        writeRecord(this.#folder, this.#record);
      },
      onProgress: (bytes: number, phase: 'checking' | 'downloading'): void => {
        this.#teller.at(bytes, phase);
      },
      ...(options.write === undefined ? {} : { write: options.write }),
    };
    await explained(opened.hub, repository.repository, repository.revision, () =>
      withTokenWhenAsked(access, () => fetchFile(job, access.fetch, this.#transfer)),
    );
  }

  /** Weights that the graph keeps in files whose names did not tell. @throws EngineError `badModel` where the repository lacks one */
  async #addGraphData(graph: RecordedFile): Promise<void> {
    const { repository, variant, paths, options } = this.#given;
    for (const name of await graphDataFiles(path.join(this.#folder, graph.local), graph.bytes)) {
      const file = besideGraph(repository.files, variant.onnxFile, name);
      if (file === null) {
        throw new EngineError(
          'badModel',
          `${repository.repository}: ${graph.remote} keeps weights in ${JSON.stringify(name)}, which the repository does not have. Choose another precision, or another repository.`,
        );
      }
      if (this.#record.files.some(({ local }) => local === file.local)) continue;
      this.#record.files.push(recorded(file, repository.repository));
      const { freeBytes = freeBytesNear } = options;
      checkDiskRoom(paths.folder, this.bytesMissing(), freeBytes(this.#folder));
      writeRecord(this.#folder, this.#record);
    }
  }

  #isWhole(file: RecordedFile): boolean {
    return lstatSync(this.#path(file.local), { throwIfNoEntry: false })?.size === file.bytes;
  }

  #bytesThere(file: RecordedFile): number {
    if (this.#isWhole(file)) return file.bytes;
    const incomplete = lstatSync(`${this.#path(file.local)}.incomplete`, { throwIfNoEntry: false });
    return Math.min(file.bytes, incomplete?.size ?? 0);
  }

  #remove(local: string): void {
    for (const file of [this.#path(local), `${this.#path(local)}.incomplete`])
      if (existsSync(file)) rmSync(file);
  }

  #path(local: string): string {
    return path.join(this.#folder, local);
  }
}

function totalOf(files: readonly RecordedFile[]): number {
  return files.reduce((sum, file) => sum + file.bytes, 0);
}

function recorded({ remote, local, bytes, digest }: PlannedFile, repository: string): RecordedFile {
  if (digest !== null) return { remote, local, bytes, digest, etag: null };
  throw new EngineError(
    'unreachable',
    `The hub names no checksum of ${remote} of ${repository}, so it could not be checked. Nothing was downloaded. If HF_ENDPOINT names a mirror, try without it.`,
  );
}
