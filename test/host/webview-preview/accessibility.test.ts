/** Every view, in every theme, wide and narrow: axe finds nothing serious, and the browser has nothing to complain of. */
import axe from 'axe-core';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openChromium } from './openChromium.ts';
import { openPreview } from './previewPage.ts';
import { startPreviewServer, type PreviewServer } from './previewServer.ts';
import { SCENES } from './scenes.ts';
import { THEMES } from './themes.ts';

const repository = join(import.meta.dirname, '../../..');
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

interface AxeResult {
  violations: { id: string; impact: string; nodes: { html: string; failureSummary: string }[] }[];
}

describe.each(SCENES)('the scene $name', (scene) => {
  const sizes = scene.isMinor ? [1200] : [1200, 420];
  const themes = scene.isMinor ? THEMES.slice(0, 1) : THEMES;
  it.each(themes.flatMap((theme) => sizes.map((width) => ({ theme: theme.name, width }))))(
    'is accessible in $theme at $width pixels',
    async ({ theme, width }) => {
      const { page, complaints } = await openPreview(
        browser,
        `${server.url}?${scene.address}&theme=${theme}`,
        {
          width,
          height: 800,
        },
      );
      await scene.settle(page);
      // Before axe, which puts style elements of its own into the page.
      expect(complaints).toEqual([]);
      await page.evaluate(axe.source);
      const { violations } = await page.evaluate<AxeResult>(
        "axe.run(document, { resultTypes: ['violations'] })",
      );
      const serious = violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .map(({ id, nodes }) => ({
          id,
          nodes: nodes.slice(0, 3).map((node) => `${node.html}\n${node.failureSummary}`),
        }));
      expect(serious).toEqual([]);
      await page.close();
    },
  );
});
