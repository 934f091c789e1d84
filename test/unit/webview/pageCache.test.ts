import { describe, expect, it } from 'vitest';
import { PageCache, type RowPage } from '../../../webview/lib/pageCache.ts';

interface Request {
  offset: number;
  limit: number;
  answer(page: Partial<RowPage<number>>): Promise<void>;
  fail(error: Error): Promise<void>;
}

const settled = () => new Promise<void>((resolve) => setTimeout(resolve, 0));

/** A list of `total` numbers, ten a page, whose requests the test answers one by one. */
function open(total = 1000, maxPages = 100) {
  const requests: Request[] = [];
  let changes = 0;
  const cache = new PageCache<number>({
    pageSize: 10,
    maxPages,
    load: (offset, limit) =>
      new Promise((resolve, reject) => {
        requests.push({
          offset,
          limit,
          answer: (page) => {
            const rows = Array.from({ length: Math.min(limit, total - offset) }, (_, i) => offset + i);
            resolve({ rows, matching: total, version: 1, ...page });
            return settled();
          },
          fail: (error) => {
            reject(error);
            return settled();
          },
        });
      }),
    onChange: () => changes++,
  });
  const take = (): Request => {
    const request = requests.shift();
    if (!request) throw new Error('no request is waiting');
    return request;
  };
  return { cache, requests, take, changes: () => changes };
}

describe('PageCache', () => {
  it('fetches the pages in view and gives their rows', async () => {
    const { cache, requests, take } = open();
    cache.want(5, 14);
    expect(requests.map(({ offset, limit }) => [offset, limit])).toEqual([
      [0, 10],
      [10, 10],
    ]);
    expect(cache.row(5)).toBeUndefined();
    await take().answer({});
    expect(cache.row(5)).toBe(5);
    expect(cache.row(14)).toBeUndefined();
    await take().answer({});
    expect(cache.row(14)).toBe(14);
    expect(cache.matching).toBe(1000);
    expect(cache.isLoading).toBe(false);
  });

  it('asks for a page once', async () => {
    const { cache, requests, take } = open();
    cache.want(0, 9);
    cache.want(0, 9);
    expect(requests).toHaveLength(1);
    await take().answer({});
    cache.want(3, 7);
    expect(requests).toHaveLength(0);
  });

  it('never asks for pages that were scrolled past while two requests were under way', async () => {
    const { cache, requests, take } = open();
    cache.want(0, 19);
    cache.want(300, 319);
    cache.want(700, 719);
    await take().answer({});
    await take().answer({});
    expect(requests.map(({ offset }) => offset)).toEqual([700, 710]);
  });

  it('asks for nothing past the end of the list', async () => {
    const { cache, requests, take } = open(15);
    cache.want(0, 9);
    await take().answer({});
    cache.want(0, 60);
    await take().answer({});
    expect(requests).toHaveLength(0);
    expect(cache.row(14)).toBe(14);
    expect(cache.row(15)).toBeUndefined();
  });

  it('keeps the old rows after a restart until a new page is there, and drops late answers', async () => {
    const { cache, take } = open();
    cache.want(0, 19);
    await take().answer({});
    const late = take();
    cache.restart();
    expect(cache.row(0)).toBe(0);
    await late.answer({ rows: [666] });
    expect(cache.row(10)).toBeUndefined();
    await take().answer({ rows: [42], matching: 1 });
    expect(cache.row(0)).toBe(42);
    expect(cache.matching).toBe(1);
  });

  it('never mixes versions: a page of a newer one drops the older pages and fetches them again', async () => {
    const { cache, requests, take } = open();
    cache.want(0, 9);
    await take().answer({ version: 1 });
    cache.want(0, 19);
    await take().answer({ version: 2 });
    expect(cache.version).toBe(2);
    expect(cache.row(0)).toBeUndefined();
    expect(requests.map(({ offset }) => offset)).toEqual([0]);
  });

  it('stops at a failure, says what it was, and goes on after a retry', async () => {
    const { cache, requests, take } = open();
    cache.want(0, 9);
    await take().fail(new Error('the engine is gone'));
    expect(cache.error).toEqual(new Error('the engine is gone'));
    cache.want(0, 9);
    expect(requests).toHaveLength(0);
    cache.retry();
    await take().answer({});
    expect(cache.error).toBeNull();
    expect(cache.row(3)).toBe(3);
  });

  it('keeps a bounded number of pages, those nearest to the view', async () => {
    const { cache, take } = open(1000, 3);
    for (const first of [0, 100, 200, 300]) {
      cache.want(first, first + 9);
      await take().answer({});
    }
    expect([0, 100, 200, 300].map((position) => cache.row(position))).toEqual([undefined, 100, 200, 300]);
  });

  it('finds and changes rows among those fetched', async () => {
    const { cache, take, changes } = open();
    cache.want(20, 29);
    await take().answer({});
    expect(cache.find((row) => row === 23)).toBe(23);
    expect(cache.find((row) => row === 3)).toBeNull();
    const before = changes();
    cache.update(
      (row) => row === 23,
      () => -1,
    );
    expect(cache.row(23)).toBe(-1);
    expect(changes()).toBe(before + 1);
  });
});
