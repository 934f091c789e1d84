/** A hub that is slow, breaks off, falls silent or sends wrong bytes. */
import { existsSync, rmSync, statSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { HubServer, type Fault } from './hubServer.ts';
import {
  downloadFromLocalHub,
  hub,
  GRAPH,
  target,
  incomplete,
  download,
  graphFaults,
  graphRanges,
  graphBytes,
  expectWhole,
} from './downloadSetup.ts';

downloadFromLocalHub();

describe('a server in trouble', () => {
  test('is asked again after errors of its own', async () => {
    graphFaults(
      { kind: 'status', status: 503 },
      { kind: 'status', status: 429, retryAfter: 0 },
      { kind: 'status', status: 500 },
    );
    await download();
    expectWhole();
  });

  test('is given up after six tries, in words that help, with what has come kept', async () => {
    graphFaults(
      { kind: 'cut', afterBytes: 500 },
      ...Array.from({ length: 9 }, () => ({ kind: 'status', status: 503 }) as const),
    );
    await expect(download()).rejects.toMatchObject({
      code: 'unreachable',
      message: expect.stringMatching(/503.*kept.*HF_ENDPOINT/u) as string,
    });
    expect(graphRanges()).toHaveLength(6);
    expect(statSync(incomplete()).size).toBe(500);
    expect(existsSync(target())).toBe(false);
  });

  test('that hangs up is asked for the rest', async () => {
    graphFaults({ kind: 'cut', afterBytes: 700 }, { kind: 'cut', afterBytes: 300 });
    await download();
    expect(graphRanges()).toEqual([null, 'bytes=700-', 'bytes=1000-']);
    expectWhole();
  });

  test('that falls silent is given up and asked for the rest', async () => {
    graphFaults({ kind: 'silent', afterBytes: 900 });
    const waits: string[] = [];
    await download({}, { onWait: (problem) => waits.push(problem) });
    expect(waits).toEqual([expect.stringMatching(/sent nothing for/u)]);
    expect(graphRanges()).toEqual([null, 'bytes=900-']);
    expectWhole();
  });

  test('that is slow, but not silent, is waited for', async () => {
    graphFaults({ kind: 'drip', pieceBytes: Math.ceil(graphBytes().length / 20), everyMs: 90 });
    await download();
    expect(graphRanges()).toEqual([null]);
    expectWhole();
  });

  test.each<[string, Fault, (string | null)[]]>([
    ['sends the whole file where a part was asked for', { kind: 'ignoreRange' }, []],
    ['sends another part than was asked for', { kind: 'wrongRange' }, [null]],
    ['has another version of the file by then', { kind: 'etag', etag: '"other"' }, [null]],
  ])('that %s makes the file begin anew', async (_what, second, further) => {
    graphFaults({ kind: 'cut', afterBytes: 700 }, second);
    await download();
    expect(graphRanges()).toEqual([null, 'bytes=700-', ...further]);
    expectWhole();
  });

  test('that sends wrong bytes is asked once more, then found out', async () => {
    const content = Buffer.from(graphBytes());
    content[100] = (content[100] ?? 0) ^ 1;
    graphFaults({ kind: 'otherContent', content });
    await download();
    expectWhole();
    rmSync(target(), { recursive: true });
    hub.fault = (asked) =>
      asked.startsWith('/cdn/') && asked.endsWith(GRAPH) ? { kind: 'otherContent', content } : null;
    await expect(download()).rejects.toMatchObject({
      message: expect.stringMatching(/another checksum.*sha256/u) as string,
    });
    expect(existsSync(target())).toBe(false);
    expect(statSync(incomplete()).size).toBe(0);
  });

  test('that sends more than it announced is stopped', async () => {
    graphFaults({ kind: 'otherContent', content: Buffer.concat([graphBytes(), Buffer.alloc(5_000)]) });
    await expect(download()).rejects.toThrow(/sends more than the \d+ bytes/u);
    expect(statSync(incomplete()).size).toBe(0);
  });

  test('is told from no server at all', async () => {
    const gone = await HubServer.start();
    process.env['HF_ENDPOINT'] = gone.url;
    await gone.stop();
    await expect(download({}, { tries: 2 })).rejects.toMatchObject({
      code: 'unreachable',
      message: expect.stringMatching(
        /127\.0\.0\.1:\d+ cannot be reached.*ECONNREFUSED.*Check the connection/u,
      ) as string,
    });
  });

  test('that is no hub is told so', async () => {
    hub.fault = (asked) => (asked.includes('/api/') ? { kind: 'cut', afterBytes: 20 } : null);
    await expect(download({}, { tries: 2 })).rejects.toMatchObject({ code: 'unreachable' });
  });
});
