// One script and one style sheet per webview, for the browser that VS Code brings.
import { existsSync } from 'node:fs';
import sveltePlugin from 'esbuild-svelte';

const entryPoints = Object.fromEntries(
  ['explorer', 'inspector', 'training', 'experiment', 'hookPicker', 'steering']
    .map((view) => [view, `webview/${view}/main.ts`])
    .filter(([, file]) => existsSync(file)),
);

/** Warnings of packages we did not write are not ours to act on. */
const fromOwnCode = (warning) => !warning.filename?.includes('node_modules');

export const webviewOptions = ({ production }) => ({
  entryPoints,
  outdir: 'dist/webview',
  bundle: true,
  format: 'iife',
  platform: 'browser',
  target: 'es2022',
  sourcemap: !production,
  minify: production,
  conditions: ['svelte', 'browser'],
  mainFields: ['svelte', 'browser', 'module', 'main'],
  define: { 'process.env.NODE_ENV': production ? '"production"' : '"development"' },
  plugins: [sveltePlugin({ compilerOptions: { css: 'external', dev: false }, filterWarnings: fromOwnCode })],
  logLevel: 'warning',
});
