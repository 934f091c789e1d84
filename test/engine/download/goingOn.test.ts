/** Downloads that go on after they were cancelled, and full disks. */
import { existsSync, statSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { DownloadOptions } from '../../../native-worker/download/downloadOptions.ts';
import { downloadedModels } from '../../../native-worker/download/modelTargets.ts';
import {
  downloadFromLocalHub,
  hub,
  models,
  REPOSITORY,
  GRAPH,
  target,
  incomplete,
  download,
  inspect,
  graphFaults,
  graphRanges,
  graphBytes,
  expectWhole,
} from './downloadSetup.ts';

downloadFromLocalHub();

describe('going on', () => {
  /** Cancels when so many bytes of the graph are there. */
  async function cancelAt(bytes: number): Promise<void> {
    graphFaults({ kind: 'drip', pieceBytes: 400, everyMs: 5 });
    const controller = new AbortController();
    const write: DownloadOptions['write'] = async (handle, part) => {
      await handle.write(part);
      if (existsSync(incomplete()) && (await handle.stat()).size >= bytes) controller.abort();
    };
    await expect(download({}, { signal: controller.signal, write })).rejects.toMatchObject({
      code: 'cancelled',
    });
    expect(existsSync(target())).toBe(false);
    expect(downloadedModels(models)).toEqual([]);
  }

  test('after a cancel fetches only the rest', async () => {
    await cancelAt(2_000);
    const there = statSync(incomplete()).size;
    expect(there).toBeGreaterThanOrEqual(2_000);
    expect(there).toBeLessThan(graphBytes().length);
    const listing = await inspect(REPOSITORY);
    expect(listing.variants[0]).toMatchObject({ presence: 'part' });
    hub.asked.length = 0;
    hub.fault = () => null;
    await download();
    expect(hub.filesAsked()).toEqual([GRAPH]);
    expect(graphRanges()).toEqual([`bytes=${there}-`]);
    expectWhole();
  });

  test('after the repository changed fetches what is new, and keeps what is the same', async () => {
    await cancelAt(2_000);
    const other = Buffer.from(graphBytes());
    // A name in the graph's head: still a model, with another checksum.
    other.write('x', other.indexOf('main_graph'));
    hub.repositories.get(REPOSITORY)?.files.set(GRAPH, other);
    hub.fault = () => null;
    hub.asked.length = 0;
    await download();
    expect(hub.filesAsked()).toEqual([GRAPH]);
    expect(graphRanges()).toEqual([null]);
    expectWhole();
  });

  test('from a damaged part begins that file anew', async () => {
    await cancelAt(2_000);
    writeFileSync(incomplete(), Buffer.alloc(statSync(incomplete()).size, 7));
    hub.fault = () => null;
    await download();
    expectWhole();
  });

  test('is for one at a time', async () => {
    graphFaults({ kind: 'drip', pieceBytes: Math.ceil(graphBytes().length / 10), everyMs: 20 });
    const first = download();
    await new Promise<void>((resolve) => {
      const timer = setInterval(() => {
        if (!existsSync(`${target()}~lock`)) return;
        clearInterval(timer);
        resolve();
      }, 2);
    });
    await expect(download()).rejects.toMatchObject({
      code: 'busy',
      message: expect.stringMatching(/being downloaded already/u) as string,
    });
    await first;
    expectWhole();
  });
});

describe('the disk', () => {
  test('is checked before the first byte', async () => {
    await expect(download({}, { freeBytes: () => 1e6 })).rejects.toMatchObject({
      code: 'diskFull',
      message: expect.stringMatching(/needs 0\.\d+ GB.*has 0\.00 GB.*--out/u) as string,
    });
    expect(hub.filesAsked()).toEqual([]);
  });

  test('that fills up while it is written keeps what has come', async () => {
    let written = 0;
    graphFaults({ kind: 'drip', pieceBytes: 1_000, everyMs: 2 });
    const write: DownloadOptions['write'] = async (handle, part) => {
      written += part.length;
      if (written > 20_000) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
      await handle.write(part);
    };
    await expect(download({}, { write })).rejects.toMatchObject({ code: 'diskFull' });
    expect(existsSync(target())).toBe(false);
    expect(statSync(incomplete()).size).toBeGreaterThan(0);
    hub.fault = () => null;
    await download();
    expectWhole();
  });
});
