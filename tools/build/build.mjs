// Builds dist/: the engine's entry points, the extension host's bundle and the webviews.
//   node tools/build/build.mjs [--engine-only | --extension-only | --webview-only] [--watch] [--production]
import { existsSync, rmSync } from 'node:fs';
import { context, build } from 'esbuild';
import { engineOptions } from './engine.mjs';
import { extensionOptions } from './extension.mjs';
import { webviewOptions } from './webview.mjs';

const flags = new Set(process.argv.slice(2));
const only = ['engine', 'extension', 'webview'].find((part) => flags.has(`--${part}-only`));
const production = flags.has('--production');

const parts = { engine: engineOptions, extension: extensionOptions, webview: webviewOptions };
const chosen = only ? { [only]: parts[only] } : parts;

if (!only && existsSync('dist')) rmSync('dist', { recursive: true });

for (const makeOptions of Object.values(chosen)) {
  const options = makeOptions({ production });
  if (flags.has('--watch')) await (await context(options)).watch();
  else await build(options);
}
