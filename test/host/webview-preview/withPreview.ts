/** For a test file: builds the webviews and serves them to one browser before its tests, and closes both after them. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { openChromium } from './openChromium.ts';
import { openPreview } from './previewPage.ts';
import { startPreviewServer, type PreviewServer } from './previewServer.ts';

const repository = join(import.meta.dirname, '../../..');

type Preview = Awaited<ReturnType<typeof openPreview>>;

/** @returns opens a page by its query, "view=explorer&theme=dark"; to be called within tests only */
export function withPreview(): (query: string, size?: { width: number; height: number }) => Promise<Preview> {
  let server: PreviewServer;
  let browser: Browser;
  beforeAll(async () => {
    execFileSync(process.execPath, ['tools/build/build.mjs', '--webview-only'], {
      cwd: repository,
      stdio: 'inherit',
    });
    server = await startPreviewServer(repository);
    browser = await openChromium();
  });
  afterAll(async () => {
    await browser.close();
    await server.close();
  });
  return (query, size) => openPreview(browser, `${server.url}?${query}`, size);
}
