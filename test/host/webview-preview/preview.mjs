// Pictures of the webviews outside VS Code, or a server to look at them with:
//   node test/host/webview-preview/preview.mjs [--serve] [name-part ...]     after: node tools/build/build.mjs --webview-only
import { build } from 'esbuild';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const repository = join(import.meta.dirname, '../../..');
const args = process.argv.slice(2);
const folder = mkdtempSync(join(repository, 'test/host/webview-preview/.build-'));
try {
  const outfile = join(folder, 'preview.mjs');
  await build({
    stdin: {
      contents: "export * from './takePictures.ts'; export * from './previewServer.ts';",
      resolveDir: import.meta.dirname,
    },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
  });
  const { takePictures, startPreviewServer } = await import(pathToFileURL(outfile).href);
  if (args.includes('--serve')) {
    const { url } = await startPreviewServer(repository);
    process.stdout.write(`${url}?view=explorer&theme=dark  (Ctrl-C ends)\n`);
    await new Promise(() => undefined);
  }
  const files = await takePictures(repository, join(repository, 'test/.artifacts/webview'), args);
  process.stdout.write(`${files.join('\n')}\n`);
} finally {
  rmSync(folder, { recursive: true });
}
