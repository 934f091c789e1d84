/**
 * Saves a picture of every view in every theme, wide and narrow, for people to look at.
 *   node test/host/webview-preview/preview.mjs [name-part …]
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { openChromium } from './openChromium.ts';
import { startPreviewServer } from './previewServer.ts';
import { SCENES } from './scenes.ts';
import { THEMES } from './themes.ts';

const SIZES = [
  { name: 'wide', width: 1200, height: 800 },
  { name: 'narrow', width: 420, height: 800 },
  /** The inspector's usual place, the panel below the editor. */
  { name: 'panel', width: 1200, height: 320 },
] as const;

export async function takePictures(
  repository: string,
  folder: string,
  only: readonly string[],
): Promise<string[]> {
  mkdirSync(folder, { recursive: true });
  const server = await startPreviewServer(repository);
  const browser = await openChromium();
  const files: string[] = [];
  try {
    for (const scene of SCENES)
      for (const theme of THEMES)
        for (const size of SIZES) {
          if (size.name === 'panel' && !scene.name.startsWith('inspector')) continue;
          const name = `${scene.name}-${theme.name}-${size.name}`;
          if (only.length > 0 && !only.some((part) => name.includes(part))) continue;
          if (scene.isMinor && (theme.name !== 'dark' || size.name !== 'wide') && only.length === 0) continue;
          const page = await browser.newPage({ viewport: size });
          await page.goto(`${server.url}?${scene.address}&theme=${theme.name}`);
          await scene.settle(page);
          const path = join(folder, `${name}.png`);
          await page.screenshot({ path });
          files.push(path);
          await page.close();
        }
  } finally {
    await browser.close();
    await server.close();
  }
  return files;
}
