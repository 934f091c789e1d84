// The engine's entry points, as ES modules that share chunks. Native packages stay outside the bundle.
import { existsSync } from 'node:fs';
import { hubClientPlugin } from './hubClient.mjs';
import { kernelsPlugin } from './kernels.mjs';

const entryPoints = ['engine', 'model', 'job', 'experiment', 'shard', 'reader', 'cli']
  .map((name) => `native-worker/${name}.ts`)
  .filter((file) => existsSync(file));

/** CommonJS packages inside an ES module bundle still call `require` for Node's own modules. */
const banner = `import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);`;

export const engineOptions = ({ production }) => ({
  entryPoints,
  outdir: 'dist',
  bundle: true,
  splitting: true,
  chunkNames: 'chunks/[name]-[hash]',
  format: 'esm',
  platform: 'node',
  target: 'node20',
  sourcemap: !production,
  minifySyntax: production,
  external: ['onnxruntime-node', '@duckdb/node-api'],
  banner: { js: banner },
  plugins: [kernelsPlugin, hubClientPlugin],
  logLevel: 'warning',
});
