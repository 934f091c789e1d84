/** What can go wrong with activations on disk, each with what to do next. */
import path from 'node:path';

/** A shard or the manifest is not what was written. */
export class CacheDamagedError extends Error {
  override readonly name = 'CacheDamagedError';
  readonly code = 'badRun';
  constructor(folder: string, problem: string) {
    super(
      `The stored activations in ${folder} are damaged: ${problem}. Delete that folder ` +
        `(monosema activations delete ${path.basename(folder)}), or give --fresh: the model then runs over the corpus again.`,
    );
  }
}

/** Another process writes the same activations, or uses those that were to be deleted. */
export class CacheBusyError extends Error {
  override readonly name = 'CacheBusyError';
  readonly code = 'busy';
  constructor(folder: string, cause: unknown) {
    super(
      `Another process is writing the same activations to ${folder}. Wait until it is done: they are then used at once.`,
      { cause },
    );
  }
}

/** Found before the harvest, not at its end. */
export class NotEnoughDiskError extends Error {
  override readonly name = 'NotEnoughDiskError';
  readonly code = 'diskFull';
  constructor(folder: string, needed: number, free: number) {
    const megabytes = (bytes: number): string => `${Math.ceil(bytes / 1e6)} MB`;
    super(
      `The activations need about ${megabytes(needed)} in ${folder}, but ${megabytes(free)} are free. Ask for fewer tokens, ` +
        `delete old ones (monosema activations list), or name another storage by --storage.`,
    );
  }
}

/** The corpus leaves nothing to train or to measure on. */
export class NothingHarvestedError extends Error {
  override readonly name = 'NothingHarvestedError';
  readonly code = 'badCorpus';
  constructor(split: 'train' | 'heldOut', rows: number, needed: number) {
    super(
      `The corpus gives ${rows} unmasked ${split === 'train' ? 'training' : 'held-out'} tokens, and at least ${needed} are needed. ` +
        `Add documents: about one in twenty is held out, by its hash.`,
    );
  }
}
